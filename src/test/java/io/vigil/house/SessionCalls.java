package io.vigil.house;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

import io.vigil.session.Phases;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionSpec;

/**
 * The names that code hands to {@link SessionContext}, read from its bytecode: a name is what reaches the call, and only a
 * compile-time constant is one.
 */
final class SessionCalls {

    private static final String CONTEXT = Type.getInternalName(SessionContext.class);
    private static final String PHASES = Type.getInternalName(Phases.class);
    private static final String SPEC = Type.getInternalName(SessionSpec.class);

    private static final Set<String> OPENS = Set.of("run", "call", "read");

    /** What the first parameter of each door means: its own name tells, which the compiler keeps. */
    private static final Map<String, String> PARAMETERS = Arrays.stream(SessionContext.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() > 0
                    && method.getParameterTypes()[0] == String.class)
            .collect(Collectors.toMap(Method::getName, method -> method.getParameters()[0].getName(), (one, same) -> one));

    private final ClassNode owner;
    private final List<NamedSession> found = new ArrayList<>();

    private SessionCalls(ClassNode owner) {
        this.owner = owner;
    }

    /** What each door calls its first parameter. */
    static Map<String, String> parameters() {
        return PARAMETERS;
    }

    /** Every call of a door in the classes of the folder. */
    static List<NamedSession> in(Path classes) throws IOException {
        List<NamedSession> all = new ArrayList<>();
        for (ClassNode type : read(classes)) {
            SessionCalls calls = new SessionCalls(type);
            type.methods.forEach(calls::read);
            all.addAll(calls.found);
        }
        return all;
    }

    static List<ClassNode> read(Path classes) throws IOException {
        List<ClassNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(candidate -> candidate.toString().endsWith(".class")).sorted().toList()) {
                ClassNode type = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(type, ClassReader.SKIP_DEBUG);
                all.add(type);
            }
        }
        return all;
    }

    private void read(MethodNode method) {
        AbstractInsnNode[] code = method.instructions.toArray();
        for (int at = 0; at < code.length; at++) {
            if (code[at] instanceof MethodInsnNode call && isDoor(call.owner, call.name, call.desc)) {
                Asked asked = asked(code, at);
                add(method, call.name, constant(method, at, call.desc), asked.readOnly, asked.budget);
            } else if (code[at] instanceof InvokeDynamicInsnNode lambda) {
                for (Object argument : lambda.bsmArgs) {
                    if (argument instanceof Handle handle && isDoor(handle.getOwner(), handle.getName(), handle.getDesc())) {
                        add(method, handle.getName(), null, false, "");
                    }
                }
            }
        }
    }

    private static boolean isDoor(String type, String method, String descriptor) {
        return descriptor.startsWith("(Ljava/lang/String;")
                && (type.equals(CONTEXT) && PARAMETERS.containsKey(method) || type.equals(SPEC) && method.equals("<init>"));
    }

    private void add(MethodNode method, String door, String name, boolean readOnly, String budget) {
        String place = owner.name.replace('/', '.') + "." + method.name.replaceFirst("lambda\\$(\\w+?)\\$\\d+", "$1");
        String through = door.equals("<init>") ? "SessionSpec" : "SessionContext." + door;
        if (door.equals("phases") && name != null) {
            found.add(new NamedSession(name + "-read", through, place, true, budget));
            found.add(new NamedSession(name + "-write", through, place, false, budget));
        } else {
            found.add(new NamedSession(name, through, place, readOnly, budget));
        }
    }

    /** The string that reaches the call as its first argument; null if it is no constant, or one of several. */
    private String constant(MethodNode method, int at, String descriptor) {
        Frame<SourceValue> frame = frame(method, at);
        SourceValue first = frame.getStack(frame.getStackSize() - Type.getArgumentTypes(descriptor).length);
        if (first.insns.size() == 1 && first.insns.iterator().next() instanceof LdcInsnNode load
                && load.cst instanceof String name) {
            return name;
        }
        return null;
    }

    private Frame<SourceValue> frame(MethodNode method, int at) {
        try {
            return new Analyzer<>(new SourceInterpreter()).analyze(owner.name, method)[at];
        } catch (AnalyzerException e) {
            throw new IllegalStateException(owner.name + "." + method.name, e);
        }
    }

    /** What the calls that follow ask of the session, until they open it. */
    private static Asked asked(AbstractInsnNode[] code, int from) {
        Asked asked = new Asked(false, SessionContext.session("a.b").budget().name());
        for (int at = from + 1; at < code.length; at++) {
            if (code[at] instanceof MethodInsnNode call) {
                if (!call.owner.equals(SPEC) && !call.owner.equals(PHASES) || OPENS.contains(call.name)) {
                    break;
                }
                asked = new Asked(asked.readOnly || call.name.equals("asReadOnly"),
                        call.name.equals("within") ? constant(code[at - 1]) : asked.budget);
            }
        }
        return asked;
    }

    private static String constant(AbstractInsnNode before) {
        return before instanceof FieldInsnNode field && field.getOpcode() == Opcodes.GETSTATIC ? field.name : "varies";
    }

    private record Asked(boolean readOnly, String budget) {
    }
}
