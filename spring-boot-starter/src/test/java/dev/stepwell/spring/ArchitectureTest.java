package dev.stepwell.spring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls of the starter: Stepwell, LangChain4j and Boot, and each generation's health in one place. */
class ArchitectureTest {
    private static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stepwell.spring");

    @Test
    void the_rules_below_look_at_real_classes() {
        assertThat(STARTER).isNotEmpty();
    }

    @Test
    void the_starter_knows_stepwell_langchain4j_and_boot_only() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.springframework..",
                        "dev.langchain4j..",
                        "dev.stepwell",
                        "dev.stepwell.journal..",
                        "dev.stepwell.langchain4j..",
                        "dev.stepwell.recall..",
                        "dev.stepwell.spring..")
                .check(STARTER);
    }

    /** Else a class of one generation would be loaded on the other, where it is missing. */
    @Test
    void what_only_one_generation_of_boot_has_is_known_in_one_class() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Boot3Health.*")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework.boot.actuate.."))
                .check(STARTER);
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.Boot4Health.*")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework.boot.health.."))
                .check(STARTER);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.stepwell.spring.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(STARTER);
    }
}
