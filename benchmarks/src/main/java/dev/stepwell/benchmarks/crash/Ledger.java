package dev.stepwell.benchmarks.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outside world that tools act on: one line per effect, forced to disk, never deduplicated, so that an effect that
 * happened twice stands there twice.
 *
 * <p>Thread-safe.
 */
final class Ledger implements AutoCloseable {

    /** The idempotency key of an effect that a person made by hand. */
    static final String BY_HAND = "by-hand";

    /**
     * One effect.
     *
     * @param receipt its number, and what the tool returns
     * @param key the idempotency key the tool was given
     * @param order what was ordered: the call's id
     */
    record Effect(String receipt, String key, String order) {

        static Effect of(String line) {
            String[] part = line.split(" ", 3);
            return new Effect(part[0], part[1], part[2]);
        }

        String line() {
            return receipt + " " + key + " " + order;
        }
    }

    private final Lines lines;
    private final List<Effect> effects = new ArrayList<>();

    Ledger(Path file) {
        lines = Lines.open(file);
        Lines.all(file).forEach(line -> effects.add(Effect.of(line)));
    }

    /** Makes the effect happen, and returns its receipt when it has. */
    synchronized String effect(String key, String order) {
        Effect effect = new Effect("receipt-" + (effects.size() + 1), key, order);
        lines.appendForced(effect.line());
        effects.add(effect);
        return effect.receipt();
    }

    /** {@return the receipt of the first effect of the order} */
    synchronized Optional<String> find(String order) {
        return effects.stream()
                .filter(effect -> effect.order().equals(order))
                .map(Effect::receipt)
                .findFirst();
    }

    @Override
    public void close() {
        lines.close();
    }
}
