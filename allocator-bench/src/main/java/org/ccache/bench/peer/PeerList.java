package org.ccache.bench.peer;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.util.Comparator;
import java.util.List;
import org.ccache.bench.measure.ClassFiles;

/**
 * All peers, in the order of reports. Loads their classes, so a process that measures one of them asks {@link Peers}
 * instead: only the measured one may be loaded, so that the compiler sees one implementation of {@link Peer}.
 */
public final class PeerList {
    private static final String FACTS = Facts.class.descriptorString();

    /** All of them. */
    public static final List<PeerInfo> ALL = ClassFiles.find(Peer.class.getPackage(), PeerList::hasFacts).stream()
            .map(PeerList::load)
            .filter(peer -> !peer.getAnnotation(Facts.class).research())
            .sorted(Comparator.comparing(
                            (Class<?> peer) -> peer.getAnnotation(Facts.class).family())
                    .thenComparing(peer -> peer.getAnnotation(Facts.class).place())
                    .thenComparing(Class::getName))
            .map(peer -> Peers.info(Peers.name(peer)))
            .toList();

    /** Every name, in the order of reports. */
    public static final List<String> NAMES = ALL.stream().map(PeerInfo::name).toList();

    private PeerList() {}

    private static boolean hasFacts(ClassModel file) {
        return file.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(annotations -> annotations.annotations().stream())
                .anyMatch(annotation -> annotation.className().equalsString(FACTS));
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PeerList.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
