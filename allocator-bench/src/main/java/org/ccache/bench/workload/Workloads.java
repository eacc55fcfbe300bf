package org.ccache.bench.workload;

import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Constructor;
import java.util.Comparator;
import java.util.List;
import org.ccache.bench.measure.ClassFiles;

/** Workloads by name: those of the classes of this package, and of those below it, that implement {@link Workload}. */
public final class Workloads {
    private static final String INTERFACE = Workload.class.getName().replace('.', '/');

    private static final List<Workload> ALL =
            ClassFiles.find(Workload.class.getPackage(), Workloads::implemented).stream()
                    .map(Workloads::make)
                    .sorted(Comparator.comparingInt(Workload::place))
                    .flatMap(workload -> workload.forms().stream())
                    .toList();

    /** Every name that {@link #named} takes, in the order of reports. */
    public static final List<String> NAMES = ALL.stream().map(Workload::name).toList();

    private Workloads() {}

    private static boolean implemented(ClassModel file) {
        return !file.flags().has(AccessFlag.ABSTRACT)
                && file.interfaces().stream().anyMatch(type -> type.name().equalsString(INTERFACE));
    }

    private static Workload make(String name) {
        try {
            Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
            constructor.setAccessible(true); // of a class that nobody else needs to see
            return (Workload) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " must have a constructor without arguments", e);
        }
    }

    /** What the workload of a name stands for; for the field, if it is one of another build. */
    public static WorkloadGroup group(String name) {
        return NAMES.contains(name) ? named(name).group() : WorkloadGroup.FIELD;
    }

    /**
     * The workload of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + name + "; known: " + NAMES));
    }
}
