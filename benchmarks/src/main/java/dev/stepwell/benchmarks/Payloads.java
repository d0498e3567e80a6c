package dev.stepwell.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/** JSON as agents write it: prose and records, no two alike, the same on every run. */
final class Payloads {

    private static final String[] WORDS = """
            the invoice for ACME was sent on Tuesday and paid late because approval took two weeks customer asks whether
            flight HAT136 from Denver to Chicago can be moved one day earlier without fee since weather closed airport
            tool returned three rows first row shows balance of 1,204.50 EUR second row is empty third row has an error
            please check reservation again then update passenger name to match passport Müller not Muller I will now look
            up order status in warehouse system and report back if stock is below threshold of forty units per site
            """.split("\\s+");

    private final Random random;

    Payloads(long seed) {
        this.random = new Random(seed);
    }

    /** {@return text of about this many characters} */
    String text(int length) {
        StringBuilder text = new StringBuilder(length + 16);
        while (text.length() < length) {
            text.append(text.isEmpty() ? "" : random.nextInt(12) == 0 ? ". " : " ")
                    .append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }

    /** {@return the result of a tool: a JSON object of about this many bytes of UTF-8} */
    String json(int bytes) {
        StringBuilder json = new StringBuilder(bytes + 256)
                .append("{\"tool\":\"orders.search\",\"summary\":\"")
                .append(text(bytes / 4))
                .append("\",\"rows\":[");
        for (int row = 0; json.length() < bytes - 160; row++) {
            json.append(row == 0 ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "{\"id\":\"ord-%08x\",\"amount\":%.2f,\"open\":%b,\"note\":\"%s\"}",
                            random.nextInt(),
                            random.nextDouble() * 5_000,
                            random.nextBoolean(),
                            text(70)));
        }
        json.append("],\"more\":\"");
        int missing = Math.max(0, bytes - json.toString().getBytes(StandardCharsets.UTF_8).length - 2);
        return json.append(text(missing), 0, missing).append("\"}").toString();
    }

    /** {@return so many different JSON objects} */
    static String[] jsons(long seed, int count, int bytes) {
        Payloads payloads = new Payloads(seed);
        String[] jsons = new String[count];
        for (int i = 0; i < count; i++) {
            jsons[i] = payloads.json(bytes);
        }
        return jsons;
    }
}
