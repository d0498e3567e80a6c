package dev.stepwell.langchain4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of this adapter: core and its one framework, never a neighbour. */
class ArchitectureTest {
    private static final JavaClasses ADAPTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stepwell.langchain4j");

    @Test
    void the_rules_below_look_at_real_classes() {
        assertThat(ADAPTER).isNotEmpty();
    }

    @Test
    void the_adapter_knows_core_and_langchain4j_only() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "dev.langchain4j..",
                        "ai.onnxruntime..", // how many processors MiniLm takes is said to it
                        "org.apache.lucene..", // the embedding store alone, see below
                        "dev.stepwell..")
                .check(ADAPTER);
    }

    @Test
    void the_adapter_knows_no_other_adapter_and_no_store_by_name() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.stepwell.benchmarks..",
                        "dev.stepwell.cli..",
                        "dev.stepwell.examples..",
                        "dev.stepwell.graph..",
                        "dev.stepwell.inngest..",
                        "dev.stepwell.langgraph4j..",
                        "dev.stepwell.mcp..",
                        "dev.stepwell.postgres..",
                        "dev.stepwell.studio..",
                        "dev.stepwell.temporal..",
                        "java.sql..")
                .check(ADAPTER);
    }

    @Test
    void lucene_is_known_to_the_embedding_store_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stepwell.langchain4j.embedding")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(ADAPTER);
    }

    @Test
    void no_public_method_of_the_embedding_store_shows_a_type_of_lucene() {
        assertThat(ADAPTER.stream()
                        .filter(type -> type.getPackageName().endsWith(".embedding"))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .flatMap(type -> type.getMembers().stream())
                        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                        .toList())
                .isNotEmpty()
                .allSatisfy(member -> assertThat(member.getAllInvolvedRawTypes())
                        .noneMatch(type -> type.getPackageName().startsWith("org.apache.lucene")));
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.stepwell.langchain4j.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(ADAPTER);
    }
}
