package dev.stepwell;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walls of core: what it may know, and what it may show. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stepwell");

    @Test
    void the_rules_below_look_at_real_classes() {
        assertThat(CORE).isNotEmpty();
    }

    @Test
    void core_knows_the_jdk_and_its_store_and_no_agent_framework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", // java.sql included
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "org.sqlite..",
                        "org.apache.lucene..",
                        "dev.stepwell..")
                .check(CORE);
    }

    /** Every package is a slice of its own, the façade's too: the rooms behind it do not know it. */
    @Test
    void packages_form_no_cycle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith("dev.stepwell")
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "the packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CORE);
    }

    @Test
    void no_type_of_a_library_stands_in_a_public_signature() {
        classes()
                .that(describe("can be seen from outside", ArchitectureTest::isVisible))
                .and()
                .resideOutsideOfPackage("dev.stepwell.internal")
                .should(showNoTypeFrom(
                        "com.fasterxml.jackson", "org.sqlite", "org.apache.lucene", "dev.stepwell.internal"))
                .check(CORE);
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<?> modifiers) {
        return modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED);
    }

    private static ArchCondition<JavaClass> showNoTypeFrom(String... libraries) {
        return new ArchCondition<>("show no type from " + String.join(", ", libraries)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                shownBy(type)
                        .filter(shown ->
                                Stream.of(libraries).anyMatch(shown.type().getPackageName()::startsWith))
                        .map(shown -> shown.where() + " shows " + shown.type().getName())
                        .forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
            }
        };
    }

    private static Stream<Shown> shownBy(JavaClass type) {
        Stream<Shown> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .flatMap(parent -> parent.getAllInvolvedRawTypes().stream())
                .map(parent -> new Shown(type.getName(), parent));
        Stream<Shown> members = type.getMembers().stream()
                .filter(member -> isVisible(member.getModifiers()))
                .flatMap(ArchitectureTest::shownBy);
        return Stream.concat(parents, members);
    }

    private static Stream<Shown> shownBy(JavaMember member) {
        return member.getAllInvolvedRawTypes().stream().map(type -> new Shown(member.getFullName(), type));
    }

    private record Shown(String where, JavaClass type) {}
}
