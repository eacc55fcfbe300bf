package org.ccache.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ccache.layout.RegionLayout;
import org.junit.jupiter.api.Test;

/**
 * The bad interleavings that {@link RegionStates} tells of, each by the order of what it writes. No kernel: it is
 * recorded.
 */
final class RegionStatesTest {
    private static final int CLOSED = RegionLayout.STATE_CLOSED;
    private static final int OPEN = RegionLayout.STATE_OPEN;
    private static final int STOPPED = RegionLayout.STATE_STOPPED;

    private static final class Recorded extends RegionStates {
        private final int[] states;
        private final List<String> steps = new ArrayList<>();
        private boolean fenceRefused;
        private int unwritable = -1;
        private int odd = -1; // the region that a stop does not mean

        Recorded(int... states) {
            super("gone");
            this.states = states;
        }

        @Override
        protected int state(int index) {
            return states[index];
        }

        @Override
        protected void state(int index, int state) {
            if (index == unwritable) {
                throw new StackOverflowError();
            }
            states[index] = state;
            steps.add(index + "=" + state);
        }

        @Override
        protected void prepare(int index) {
            steps.add("prepare " + index);
        }

        @Override
        protected boolean means(int index) {
            return index != odd;
        }

        @Override
        protected void fence() {
            if (fenceRefused) {
                throw new IllegalStateException("no fence");
            }
            steps.add("fence");
        }

        List<String> takeSteps() {
            List<String> taken = List.copyOf(steps);
            steps.clear();
            return taken;
        }
    }

    @Test
    void aStopWithinAStopIsRefusedAndOpensNothing() {
        Recorded regions = new Recorded(OPEN, OPEN);
        regions.stop(0, 2);
        assertThatThrownBy(() -> regions.stop(0, 2)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(regions::refuse).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> regions.end(2)).isInstanceOf(IllegalStateException.class);
        assertThat(regions.states).containsOnly(STOPPED);
        assertThat(regions.hasEnded()).isFalse();
        regions.resume(0, 2);
        assertThat(regions.states).containsOnly(OPEN);
        regions.stop(0, 2); // the thread may again
    }

    @Test
    void allAreMarkedBeforeTheOneFence() {
        Recorded regions = new Recorded(OPEN, OPEN, OPEN);
        regions.odd = 1;
        regions.stop(0, 3);
        assertThat(regions.takeSteps()).containsExactly("0=2", "2=2", "fence");
        regions.resume(0, 3);
        assertThat(regions.takeSteps()).containsExactly("0=1", "2=1");
    }

    @Test
    void nobodyIsInterruptedForRegionsThatAreClosed() {
        Recorded regions = new Recorded(CLOSED, CLOSED);
        regions.stop(0, 2);
        regions.resume(0, 2);
        assertThat(regions.takeSteps()).isEmpty();
        assertThat(regions.states).containsOnly(CLOSED);
    }

    @Test
    void withoutTheFenceNothingIsStopped() {
        Recorded regions = new Recorded(OPEN, CLOSED, OPEN);
        regions.fenceRefused = true;
        assertThatThrownBy(() -> regions.stop(0, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no fence");
        assertThat(regions.states).containsExactly(OPEN, CLOSED, OPEN);
        regions.fenceRefused = false;
        regions.stop(0, 3); // nobody owns the stop that failed
        assertThat(regions.states).containsExactly(STOPPED, CLOSED, STOPPED);
    }

    @Test
    void whatAnErrorHasLeftStoppedIsFencedForAgain() {
        Recorded regions = new Recorded(STOPPED);
        regions.stop(0, 1);
        assertThat(regions.takeSteps()).containsExactly("0=2", "fence");
    }

    @Test
    void whatAnErrorHasLeftStoppedIsOpenedAsItIs() {
        Recorded regions = new Recorded(OPEN, OPEN);
        regions.stop(0, 2);
        regions.unwritable = 1;
        assertThatThrownBy(() -> regions.resume(0, 2)).isInstanceOf(StackOverflowError.class);
        assertThat(regions.states).containsExactly(OPEN, STOPPED);
        regions.unwritable = -1;
        regions.takeSteps();
        regions.open(1);
        assertThat(regions.takeSteps()).containsExactly("1=1"); // it has content: it is not prepared
        regions.stop(0, 2); // nor does the thread own that stop any more
    }

    @Test
    void aRegionIsPreparedBeforeItIsOpen() {
        Recorded regions = new Recorded(CLOSED);
        regions.open(0);
        regions.open(0);
        assertThat(regions.takeSteps()).containsExactly("prepare 0", "0=1", "0=1");
    }

    @Test
    void afterTheEndNothingIsOpenedOrStopped() {
        Recorded regions = new Recorded(OPEN, CLOSED);
        assertThat(regions.end(2)).isTrue();
        assertThat(regions.takeSteps()).containsExactly("0=2", "fence");
        for (int index = 0; index < 2; index++) {
            int refused = index;
            assertThatThrownBy(() -> regions.open(refused))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("gone");
        }
        assertThatThrownBy(() -> regions.stop(0, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gone");
        assertThat(regions.states).containsExactly(STOPPED, CLOSED);
    }

    @Test
    void theEndMeansEveryRegion() {
        Recorded regions = new Recorded(OPEN, OPEN);
        regions.odd = 1;
        regions.end(2);
        assertThat(regions.states).containsOnly(STOPPED);
    }

    @Test
    void aStopThatIsRefusedMeanwhileOpensNothingAtItsEnd() throws InterruptedException {
        Recorded regions = new Recorded(OPEN);
        regions.stop(0, 1);
        Thread other = Thread.ofPlatform().start(regions::refuse);
        other.join();
        regions.resume(0, 1);
        assertThat(regions.states).containsOnly(STOPPED);
        assertThat(regions.end(1)).isTrue();
    }

    @Test
    void anEndWithoutItsFenceIsTakenAgain() {
        Recorded regions = new Recorded(OPEN, STOPPED, CLOSED);
        regions.fenceRefused = true;
        assertThatThrownBy(() -> regions.end(3)).hasMessage("no fence");
        assertThat(regions.states).containsExactly(STOPPED, STOPPED, CLOSED); // nobody gets in any more
        assertThatThrownBy(() -> regions.open(0)).hasMessage("gone");
        regions.fenceRefused = false;
        assertThat(regions.end(3)).isTrue();
        assertThat(regions.takeSteps()).endsWith("fence");
        Arrays.fill(regions.states, CLOSED); // the pages are given back
        assertThat(regions.end(3)).isFalse();
        assertThat(regions.takeSteps()).isEmpty();
    }
}
