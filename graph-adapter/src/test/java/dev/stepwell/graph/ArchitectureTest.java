package dev.stepwell.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of the neutral part: core and Jackson, and no framework. */
class ArchitectureTest {
    private static final JavaClasses NEUTRAL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stepwell.graph");

    @Test
    void the_rules_below_look_at_real_classes() {
        assertThat(NEUTRAL).isNotEmpty();
    }

    @Test
    void the_checkpointer_knows_core_and_no_framework() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "dev.stepwell",
                        "dev.stepwell.graph",
                        "dev.stepwell.internal",
                        "dev.stepwell.journal")
                .check(NEUTRAL);
    }

    @Test
    void the_checkpointer_knows_no_store_by_name() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(NEUTRAL);
    }

    @Test
    void no_public_method_shows_a_type_of_a_library() {
        assertThat(NEUTRAL.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(type -> type.getMembers().stream())
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                        .toList())
                .isNotEmpty()
                .allSatisfy(member -> assertThat(member.getAllInvolvedRawTypes())
                        .noneMatch(type -> type.getPackageName().startsWith("com.fasterxml.jackson")
                                || type.getPackageName().equals("dev.stepwell.internal")));
    }
}
