package dev.stepwell.journal;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What the journal's tests write. */
final class Samples {

    static final SessionKey SESSION = new SessionKey("default", "run-1");
    static final SessionKey OTHER = new SessionKey("default", "run-2");
    static final SessionKey ELSEWHERE = new SessionKey("tenant-b", "run-1");

    private Samples() {}

    /** {@return a message that is told from every other by its number} */
    static Draft message(long number) {
        return Draft.of(StepKind.MESSAGE, "{\"text\":\"message " + number + "\"}");
    }

    static Draft[] messages(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Samples::message).toArray(Draft[]::new);
    }

    /** {@return the append that begins an attempt of this worker} */
    static Append attempt(SessionKey session, String worker) {
        return Append.to(session, Draft.of(StepKind.ATTEMPT_STARTED, "{\"worker\":\"" + worker + "\"}"))
                .by(Append.NEW_ATTEMPT);
    }

    /** {@return a JSON string of this many bytes of UTF-8 that deflates to a few} */
    static String compressible(int bytes) {
        return '"' + "lorem ipsum ".repeat(bytes / 12 + 1).substring(0, bytes - 2) + '"';
    }

    /**
     * Makes JSON that does not deflate: its characters are drawn so that all bytes UTF-8 knows come up about equally often.
     *
     * @return a JSON string of this many bytes
     */
    static String incompressible(int bytes, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(bytes).append('"');
        int left = bytes - 2;
        while (left > 0) {
            int dice = random.nextInt(685);
            if (dice < 460 || left < 3) {
                char c = (char) (' ' + random.nextInt(95));
                text.append(c == '"' || c == '\\' ? '~' : c);
                left -= 1;
            } else if (dice < 607) {
                text.append((char) (0x80 + random.nextInt(0x780)));
                left -= 2;
            } else {
                text.append((char) (0x800 + random.nextInt(0xD000)));
                left -= 3;
            }
        }
        return text.append('"').toString();
    }

    static List<Long> positions(List<Step> steps) {
        return steps.stream().map(Step::position).toList();
    }

    static List<Step> all(Journal journal, SessionKey session) {
        return journal.steps(session, StepQuery.all()).toList();
    }
}
