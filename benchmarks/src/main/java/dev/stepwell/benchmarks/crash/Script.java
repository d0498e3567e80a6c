package dev.stepwell.benchmarks.crash;

import dev.stepwell.Plan;
import dev.stepwell.ToolCall;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one session does. Operation {@code n} is the same whenever it is asked for, so that a worker that comes back after
 * a kill repeats the very same calls under the same ids.
 *
 * @param seed of the run
 * @param session the session's id
 */
record Script(long seed, String session) {

    private static final Pattern NUMBER = Pattern.compile("op-(\\d+)");
    private static final int LARGE_BYTES_MIN = 100 << 10;
    private static final int LARGE_DOUBLINGS = 5; // 100 KiB to 3.2 MiB

    /** One thing an agent does. */
    sealed interface Operation {

        /** Appends steps together. */
        record Write(List<Draft> drafts) implements Operation {}

        /** Appends one step outside any attempt. */
        record Aside(Draft draft) implements Operation {}

        /** Writes a note. */
        record Note(String name, String text) implements Operation {}

        /** Changes the plan. */
        record Replan(Plan plan) implements Operation {}

        /** Makes tool calls at the same time, by call id. */
        record Round(Map<String, ToolCall> calls) implements Operation {}

        /** Asks a model. */
        record Ask(String callId, String digest, String response) implements Operation {}
    }

    Operation operation(long n) {
        SplittableRandom random = new SplittableRandom(seed * 31 + session.hashCode() * 0x9E3779B97F4A7C15L + n);
        String id = "op-" + n;
        int die = random.nextInt(1000);
        if (die < 6) {
            int bytes = (int) (LARGE_BYTES_MIN * Math.pow(2, random.nextDouble() * LARGE_DOUBLINGS));
            return new Operation.Write(List.of(message(id, large(random, bytes))));
        } else if (die < 120) {
            List<Draft> together = new ArrayList<>();
            int count = random.nextInt(2, 7);
            for (int i = 0; i < count; i++) {
                together.add(message(id + "/" + i, words(random, random.nextInt(1, 40))));
            }
            return new Operation.Write(together);
        } else if (die < 160) {
            return new Operation.Aside(message(id, words(random, 5)));
        } else if (die < 220) {
            return new Operation.Note("note-" + random.nextInt(5), words(random, random.nextInt(0, 20)));
        } else if (die < 250) {
            return new Operation.Replan(Plan.of(id, words(random, 3), words(random, 4)));
        } else if (die < 300) {
            return new Operation.Ask(id, "digest-" + n, "{\"text\":\"" + words(random, 30) + "\"}");
        } else if (die < 600) {
            return new Operation.Round(Map.of(id, order(random, id)));
        } else if (die < 640) {
            String first = id + "-1";
            String second = id + "-2";
            return new Operation.Round(Map.of(first, order(random, first), second, order(random, second)));
        }
        return new Operation.Write(List.of(message(id, words(random, random.nextInt(1, 200)))));
    }

    private static ToolCall order(SplittableRandom random, String id) {
        return order(Rule.inTurn(random.nextInt(1000)), id);
    }

    static ToolCall order(Rule rule, String id) {
        return ToolCall.of(rule.tool(), "{\"order\":\"" + id + "\"}");
    }

    static Draft message(String key, String text) {
        return Draft.of(StepKind.MESSAGE, "{\"text\":\"" + text + "\"}")
                .withKey(key)
                .withLabels(Map.of("length", Integer.toString(text.length())));
    }

    /** {@return text that hardly compresses, or compresses well, with equal chance} */
    static String large(SplittableRandom random, int bytes) {
        if (random.nextBoolean()) {
            String text = words(random, 200);
            return text.repeat(1 + bytes / text.length()).substring(0, bytes);
        }
        byte[] noise = new byte[bytes / 4 * 3];
        random.nextBytes(noise);
        return Base64.getEncoder().encodeToString(noise);
    }

    private static String words(SplittableRandom random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(Integer.toString(random.nextInt(36, 46_656), 36)).append(i + 1 < count ? " " : "");
        }
        return text.toString();
    }

    /** {@return the number of the operation that an idempotency key belongs to; 0 if to none} */
    static long number(String key) {
        Matcher matcher = NUMBER.matcher(key);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
