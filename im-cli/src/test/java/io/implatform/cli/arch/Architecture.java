package io.implatform.cli.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rules of docs/architecture.md that can be read off the class files. Each takes the package that
 * it is about, so that it can be pointed at planted violators.
 */
final class Architecture {
    /** From the top down; a package may use those below it. */
    private static final List<String> LAYERS = List.of("", ".internal", ".spi", ".logic", ".model");

    /** Calls whose outcome depends on where the process happens to run, as {@code owner.method(parameters)}. */
    private static final Set<String> DEFAULTS_OF_THE_MACHINE = Set.of(
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.getBytes()",
            "java.lang.String.<init>([B)",
            "java.lang.String.<init>([B, int, int)",
            "java.io.ByteArrayOutputStream.toString()",
            "java.io.InputStreamReader.<init>(java.io.InputStream)",
            "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
            "java.io.FileReader.<init>(java.lang.String)",
            "java.io.FileReader.<init>(java.io.File)",
            "java.io.FileWriter.<init>(java.lang.String)",
            "java.io.FileWriter.<init>(java.io.File)",
            "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
            "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
            "java.util.Formatter.<init>()",
            "java.util.Locale.getDefault()",
            "java.util.Locale.getDefault(java.util.Locale$Category)",
            "java.util.TimeZone.getDefault()",
            "java.util.Calendar.getInstance()",
            "java.nio.charset.Charset.defaultCharset()",
            "java.text.NumberFormat.getInstance()",
            "java.text.SimpleDateFormat.<init>(java.lang.String)",
            "java.time.Clock.systemDefaultZone()",
            "java.time.LocalDate.now()",
            "java.time.LocalDateTime.now()",
            "java.time.LocalTime.now()",
            "java.time.ZoneId.systemDefault()",
            "java.time.ZonedDateTime.now()",
            "java.time.OffsetDateTime.now()",
            "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)");

    private static final Set<String> ENDS_THE_PROCESS = Set.of(
            "java.lang.System.exit",
            "java.lang.Runtime.exit",
            "java.lang.Runtime.halt",
            "java.lang.Runtime.addShutdownHook");

    private Architecture() {}

    /** core, internal, spi, logic, model: each uses those below it alone; memory stands beside internal. */
    static List<ArchRule> packagesDependDownwards(String core) {
        List<ArchRule> rules = new ArrayList<>();
        for (int i = 1; i < LAYERS.size(); i++) {
            List<String> above = new ArrayList<>(List.of(core + ".memory.."));
            LAYERS.subList(0, i).forEach(layer -> above.add(core + layer));
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(core + LAYERS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .as("packages depend downwards: " + core + LAYERS.get(i))
                    .allowEmptyShould(true));
        }
        rules.add(noClasses()
                .that()
                .resideInAPackage(core + ".memory..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(core, core + ".internal..")
                .as("packages depend downwards: " + core + ".memory")
                .allowEmptyShould(true));
        return rules;
    }

    static ArchRule nobodyButCoreUsesItsInside(String root, String core) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(core, core + ".internal..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(core + ".internal..")
                .as("nobody but " + core + " uses " + core + ".internal");
    }

    /** {@code module} uses itself, the JDK, JSpecify's annotations and {@code others}, and nothing else. */
    static ArchRule dependsOnNothingBut(String module, String... others) {
        List<String> allowed =
                new ArrayList<>(List.of(module + "..", "java..", "javax..", "jdk..", "sun.misc..", "org.jspecify.."));
        allowed.addAll(Arrays.asList(others));
        return classes()
                .that()
                .resideInAPackage(module + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new))
                        .or(describe(
                                "primitives",
                                type -> type.getBaseComponentType().isPrimitive()))
                        .or(describe(
                                "arrays of them",
                                type -> type.isArray()
                                        && resideInAnyPackage(allowed.toArray(String[]::new))
                                                .test(type.getBaseComponentType()))))
                .as(module + " depends on nothing but " + allowed);
    }

    static ArchRule noneEndsTheProcess(String root, String except) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(except + "..")
                .should(use(
                        "end the process or hook its end",
                        target -> ENDS_THE_PROCESS.contains(target.getOwner().getName() + "." + target.getName())))
                .as("a library neither ends the process nor hooks its end");
    }

    static ArchRule noneBindsTheLog(String root, String except) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(except + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ch.qos.logback..", "java.util.logging..", "org.apache.logging..", "org.slf4j.simple..")
                .as("a library binds no log");
    }

    /** @param except the contracts, which change the default locale to see that it does not matter */
    static ArchRule noneUsesTheDefaultsOfTheMachine(String root, String... except) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(
                        Arrays.stream(except).map(name -> name + "..").toArray(String[]::new))
                .should(use(
                        "use the machine's defaults", target -> DEFAULTS_OF_THE_MACHINE.contains(signature(target))))
                .as("no default locale, time zone or charset");
    }

    /** Calls it, or names it in a method reference. */
    private static ArchCondition<JavaClass> use(String what, Predicate<CodeUnitAccessTarget> forbidden) {
        return accessTargetWhere(describe(
                what,
                access -> access.getTarget() instanceof CodeUnitAccessTarget
                        && forbidden.test((CodeUnitAccessTarget) access.getTarget())));
    }

    private static String signature(CodeUnitAccessTarget target) {
        String parameters =
                target.getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(", "));
        return target.getOwner().getName() + "." + target.getName() + "(" + parameters + ")";
    }

    static ArchRule noneHasStaticState(String root) {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .notBeFinal()
                .as("no static field can be set");
    }
}
