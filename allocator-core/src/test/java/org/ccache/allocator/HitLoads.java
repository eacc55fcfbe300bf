package org.ccache.allocator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Counts what Java code loads on its way through a hit, from the class files: on the shortest way through each method
 * that makes all of its calls of the hit's methods.
 *
 * <p>A field is loaded once, however often its name stands there, since compiled code keeps it; each element of an
 * array counts; a static field that is final is a constant of compiled code, and so is the length of an array in one.
 */
final class HitLoads {
    private final Set<String> hit;
    private final Set<String> leaves;
    private final Set<String> walked = new TreeSet<>();
    private final Set<String> fields = new TreeSet<>();
    private final List<InvokeInstruction> leafCalls = new ArrayList<>();
    private int elements;

    /**
     * Nothing counted yet.
     *
     * @param hit methods that a hit goes through, each as {@code Class.method}
     * @param leaves methods that are not looked into
     */
    HitLoads(Set<String> hit, Set<String> leaves) {
        this.hit = hit;
        this.leaves = leaves;
    }

    /** Walks a method of a class of ours, and what it calls on the hit's way. */
    void walk(String owner, String name, String type) {
        walked.add(simple(owner) + "." + name);
        for (CodeElement element : way(code(method(owner, name, type)))) {
            if (element instanceof FieldInstruction field && loadsAVariable(field)) {
                fields.add(simple(field.owner().asInternalName()) + "."
                        + field.name().stringValue());
            } else if (element instanceof ArrayLoadInstruction) {
                elements++;
            } else if (element instanceof InvokeInstruction call && leaves.contains(name(call))) {
                leafCalls.add(call);
            } else if (element instanceof InvokeInstruction call && hit.contains(name(call))) {
                walk(call.owner().asInternalName(), call.name().stringValue(), type(call));
            }
        }
    }

    Set<String> walked() {
        return walked;
    }

    Set<String> fields() {
        return fields;
    }

    /** Elements of arrays. */
    int elements() {
        return elements;
    }

    /** Calls of methods that were not looked into, in their order. */
    List<String> leafCalls() {
        return leafCalls.stream().map(HitLoads::name).toList();
    }

    /** The shortest way from a method's entry to a return that makes all of its calls of the hit's methods. */
    private List<CodeElement> way(List<CodeElement> code) {
        Set<String> calls = new HashSet<>();
        Map<Label, Integer> labels = new HashMap<>();
        for (int i = 0; i < code.size(); i++) {
            if (code.get(i) instanceof InvokeInstruction call && isOfHit(call)) {
                calls.add(name(call));
            } else if (code.get(i) instanceof LabelTarget target) {
                labels.put(target.label(), i);
            }
        }
        Deque<Step> next = new ArrayDeque<>(List.of(new Step(0, Set.of(), null)));
        Set<Step.Place> seen = new HashSet<>();
        while (!next.isEmpty()) {
            Step step = next.removeFirst();
            CodeElement element = code.get(step.at);
            Set<String> made = step.made;
            if (element instanceof InvokeInstruction call && isOfHit(call)) {
                made = new TreeSet<>(made);
                made.add(name(call));
            }
            if (element instanceof ReturnInstruction && made.equals(calls)) {
                return step.elements(code);
            }
            for (int to : successors(step.at, element, labels)) {
                if (seen.add(new Step.Place(to, made))) {
                    next.addLast(new Step(to, made, step));
                }
            }
        }
        throw new AssertionError("no way makes all of " + calls);
    }

    /** A place on a way, with the calls that were made before it. */
    private record Step(int at, Set<String> made, Step before) {
        record Place(int at, Set<String> made) {}

        List<CodeElement> elements(List<CodeElement> code) {
            List<CodeElement> elements = new ArrayList<>();
            for (Step step = this; step != null; step = step.before) {
                elements.addFirst(code.get(step.at));
            }
            return elements;
        }
    }

    private static List<Integer> successors(int at, CodeElement element, Map<Label, Integer> labels) {
        if (element instanceof ReturnInstruction || element instanceof ThrowInstruction) {
            return List.of();
        }
        if (element instanceof TableSwitchInstruction || element instanceof LookupSwitchInstruction) {
            throw new AssertionError("a switch on the way of a hit");
        }
        if (element instanceof BranchInstruction branch) {
            int target = labels.get(branch.target());
            boolean always = branch.opcode() == Opcode.GOTO || branch.opcode() == Opcode.GOTO_W;
            return always ? List.of(target) : List.of(at + 1, target);
        }
        return List.of(at + 1);
    }

    private boolean isOfHit(InvokeInstruction call) {
        return hit.contains(name(call)) || leaves.contains(name(call));
    }

    /** Whether a field's value is loaded by compiled code too. */
    private static boolean loadsAVariable(FieldInstruction field) {
        if (field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC) {
            return false;
        }
        return field.opcode() == Opcode.GETFIELD
                || !isFinal(field.owner().asInternalName(), field.name().stringValue());
    }

    private static boolean isFinal(String owner, String name) {
        try {
            Class<?> type = Class.forName(owner.replace('/', '.'), false, HitLoads.class.getClassLoader());
            return Modifier.isFinal(type.getDeclaredField(name).getModifiers());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner + "." + name, e);
        }
    }

    /**
     * What the methods that were not looked into, and all of ours that they may call, on whatever way, load that is no
     * constant.
     */
    Set<String> loadsBelow() {
        Set<String> loads = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (InvokeInstruction call : leafCalls) {
            below(call.owner().asInternalName(), call.name().stringValue(), type(call), seen, loads);
        }
        return loads;
    }

    private static void below(String owner, String name, String type, Set<String> seen, Set<String> loads) {
        if (!owner.startsWith("org/ccache/") || !seen.add(owner + "." + name + type)) {
            return;
        }
        for (CodeElement element : code(method(owner, name, type))) {
            if (element instanceof FieldInstruction field && loadsAVariable(field)) {
                loads.add(simple(owner) + "." + name + ": " + field.name().stringValue());
            } else if (element instanceof ArrayLoadInstruction) {
                loads.add(simple(owner) + "." + name + ": an array");
            } else if (element instanceof InvokeInstruction call) {
                below(call.owner().asInternalName(), call.name().stringValue(), type(call), seen, loads);
            }
        }
    }

    private static List<CodeElement> code(MethodModel method) {
        return method.code()
                .orElseThrow()
                .elementStream()
                .filter(element -> element instanceof Instruction || element instanceof LabelTarget)
                .toList();
    }

    private static MethodModel method(String owner, String name, String type) {
        for (MethodModel method : parse(owner).methods()) {
            if (method.methodName().equalsString(name) && method.methodType().equalsString(type)) {
                return method;
            }
        }
        throw new AssertionError("no " + owner + "." + name + type);
    }

    private static ClassModel parse(String owner) {
        try (InputStream file = HitLoads.class.getResourceAsStream("/" + owner + ".class")) {
            return ClassFile.of().parse(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(InvokeInstruction call) {
        return simple(call.owner().asInternalName()) + "." + call.name().stringValue();
    }

    private static String type(InvokeInstruction call) {
        return call.type().stringValue();
    }

    private static String simple(String owner) {
        return owner.substring(owner.lastIndexOf('/') + 1);
    }
}
