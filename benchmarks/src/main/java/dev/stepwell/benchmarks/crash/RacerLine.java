package dev.stepwell.benchmarks.crash;

/** A line of a racer's diary. */
sealed interface RacerLine {

    /** {@return the line as written} */
    String text();

    /**
     * An append returned this step.
     *
     * @param position where
     * @param hash its hash
     * @param attempt the attempt that the racer had when it appended; 0 for none
     * @param group names the append
     */
    record Step(long position, String hash, long attempt, String group) implements RacerLine {

        /** {@return whether this is about that very step} */
        boolean tells(dev.stepwell.journal.Step step) {
            return position == step.position() && hash.equals(step.hash()) && attempt == step.attempt();
        }

        @Override
        public String text() {
            return "step " + position + " " + hash + " " + attempt + " " + group;
        }
    }

    /**
     * A write was refused.
     *
     * @param attempt the attempt that the racer had
     * @param current the latest attempt by then
     */
    record Fenced(long attempt, long current) implements RacerLine {
        @Override
        public String text() {
            return "fenced " + attempt + " " + current;
        }
    }

    /**
     * An attempt ended in order, which returns no step.
     *
     * @param attempt which
     */
    record Ended(long attempt) implements RacerLine {
        @Override
        public String text() {
            return "ended " + attempt;
        }
    }

    static RacerLine of(String line) {
        String[] part = line.split(" ", -1);
        return switch (part[0]) {
            case "step" -> new Step(Long.parseLong(part[1]), part[2], Long.parseLong(part[3]), part[4]);
            case "fenced" -> new Fenced(Long.parseLong(part[1]), Long.parseLong(part[2]));
            case "ended" -> new Ended(Long.parseLong(part[1]));
            default -> throw new IllegalStateException("expected a line of a racer's diary, got " + line);
        };
    }
}
