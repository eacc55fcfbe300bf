package org.ccache.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By properties alone; what this process has chosen already stays as it is. */
final class SystemKindTest {
    private final String name = System.getProperty("os.name");
    private final String wish = System.getProperty(SystemKind.PROPERTY);

    @AfterEach
    void putBack() {
        System.setProperty("os.name", name);
        wish(wish);
    }

    private static void wish(String value) {
        if (value == null) {
            System.clearProperty(SystemKind.PROPERTY);
        } else {
            System.setProperty(SystemKind.PROPERTY, value);
        }
    }

    @Test
    void everyWindowsIsOne() {
        for (String one : new String[] {"Windows 11", "Windows 10", "Windows Server 2025", "Windows"}) {
            System.setProperty("os.name", one);
            assertThat(SystemKind.name()).isEqualTo(SystemKind.WINDOWS);
            assertThat(Platform.isLinux()).isFalse();
        }
        System.setProperty("os.name", "Mac OS X");
        assertThat(SystemKind.name()).isEqualTo(SystemKind.MACOS);
        System.setProperty("os.name", "AIX");
        assertThat(SystemKind.name()).isEqualTo("AIX");
        System.setProperty("os.name", "Linux");
        assertThat(Platform.isLinux()).isTrue();
    }

    @Test
    void theWishIsOneOfThree() {
        wish(null);
        assertThat(SystemKind.javaAlone()).isFalse();
        assertThat(SystemKind.posixAlone()).isFalse();
        wish("auto");
        assertThat(SystemKind.javaAlone()).isFalse();
        wish("java");
        assertThat(SystemKind.javaAlone()).isTrue();
        wish("posix");
        assertThat(SystemKind.javaAlone()).isFalse();
        assertThat(SystemKind.posixAlone()).isTrue();
        for (String wrong : new String[] {"", "linux", "Java"}) {
            wish(wrong);
            assertThatThrownBy(SystemKind::javaAlone)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("org.ccache.os=" + wrong + ": use auto, java or posix");
        }
    }
}
