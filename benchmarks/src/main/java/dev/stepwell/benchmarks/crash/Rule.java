package dev.stepwell.benchmarks.crash;

import dev.stepwell.ToolPolicy;
import java.util.List;
import java.util.Locale;

/** The three policies of a tool call, each declared by a tool of its own. */
enum Rule {
    REPEATABLE,
    RECONCILE,
    ONCE;

    private static final List<Rule> ALL = List.of(values());

    /** {@return one of them, each in turn} */
    static Rule inTurn(int number) {
        return ALL.get(number % ALL.size());
    }

    String tool() {
        return "ledger." + name().toLowerCase(Locale.ROOT);
    }

    static Rule of(String tool) {
        return valueOf(tool.substring("ledger.".length()).toUpperCase(Locale.ROOT));
    }

    /** {@return the policy of a call that orders {@code order} from the ledger} */
    ToolPolicy policy(Ledger ledger, String order) {
        return switch (this) {
            case REPEATABLE -> ToolPolicy.REPEATABLE;
            case ONCE -> ToolPolicy.ONCE;
            case RECONCILE -> ToolPolicy.reconcile((key, call) -> ledger.find(order));
        };
    }
}
