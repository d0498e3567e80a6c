package dev.stepwell.langchain4j;

import dev.stepwell.ToolPolicy;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says, beside {@link dev.langchain4j.agent.tool.Tool @Tool}, what to do when a turn is run again and nobody knows whether
 * a call of this tool happened. Without it the policy is {@link Policy#ONCE}. A policy that is given by name to
 * {@link DurableTurns.Builder#policy} takes precedence.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DurableTool {

    /** {@return the policy} */
    Policy value();

    /** The policies that need no more than a name; {@link ToolPolicy#reconcile} needs a function and is given by name. */
    enum Policy {
        /** See {@link ToolPolicy#ONCE}. */
        ONCE,
        /** See {@link ToolPolicy#REPEATABLE}. */
        REPEATABLE;

        ToolPolicy policy() {
            return switch (this) {
                case ONCE -> ToolPolicy.ONCE;
                case REPEATABLE -> ToolPolicy.REPEATABLE;
            };
        }
    }
}
