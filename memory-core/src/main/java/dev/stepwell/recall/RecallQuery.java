package dev.stepwell.recall;

import dev.stepwell.journal.Limits;
import dev.stepwell.journal.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A question to past steps. Immutable; each method returns a changed copy, and throws {@link IllegalArgumentException} if
 * what it is given is out of range.
 *
 * <p>The text is data: no character in it has a meaning of its own. Every filter is applied inside the search, so a filter
 * that few steps pass costs no result.
 *
 * <pre>{@code
 * RecallQuery.of("what did the invoice API return for ACME?").tool("invoices.get").since(lastWeek).limit(5)
 * }</pre>
 */
public final class RecallQuery {

    /** The longest text, in characters. */
    public static final int TEXT_LENGTH_MAX = 10_000;

    /** The most results of one page. */
    public static final int LIMIT_MAX = 1_000;

    /** The most names that one filter takes. */
    public static final int NAMES_MAX = 10_000;

    final String text;
    String namespace = "default";
    Set<String> sessions = Set.of();
    Set<String> notSessions = Set.of();
    Set<StepKind> kinds = Set.of();
    Set<String> tools = Set.of();
    Set<String> notTools = Set.of();
    boolean toolReturns;
    Map<String, String> labels = Map.of();
    Instant since = Instant.MIN;
    Instant before = Instant.MAX;
    long attempt;
    String outcome = "";
    String upToSession = "";
    long upTo;
    String askedBy = "";
    Match match = Match.BOTH;
    Duration halfLife = Duration.ZERO;
    int sessionMost = LIMIT_MAX;
    double minimumScore;
    int limit = 10;
    String cursor = "";
    int neighbours;
    long wordsAfter;
    long meaningAfter;
    Duration timeout = Duration.ZERO;

    private RecallQuery(String text) {
        this.text = text;
    }

    /**
     * Asks all steps of the namespace {@code default}, for up to 10 results.
     *
     * @param text what is looked for, in whatever words: 1 to {@value #TEXT_LENGTH_MAX} characters, not blank
     * @return the query
     */
    public static RecallQuery of(String text) {
        require(
                !text.isBlank() && text.length() <= TEXT_LENGTH_MAX,
                "a text of 1 to " + TEXT_LENGTH_MAX + " characters, not blank",
                text.length() + " characters");
        return new RecallQuery(text);
    }

    /** {@return this query to another namespace; none ever sees another's steps} */
    public RecallQuery namespace(String name) {
        Limits.name("namespace", name);
        return with(query -> query.namespace = name);
    }

    /** {@return this query for steps of the session, and of others allowed so; without any, all are} */
    public RecallQuery session(String id) {
        return with(query -> query.sessions = plus(sessions, id));
    }

    /** {@return this query without steps of the session} */
    public RecallQuery notSession(String id) {
        return with(query -> query.notSessions = plus(notSessions, id));
    }

    /** {@return this query for steps of the kind, and of others allowed so; without any, all are} */
    public RecallQuery kind(StepKind kind) {
        return with(query -> query.kinds = plus(kinds, kind));
    }

    /** {@return this query for what the tool returned, and others allowed so} */
    public RecallQuery tool(String name) {
        return with(query -> query.tools = plus(tools, name));
    }

    /** {@return this query without what the tool returned} */
    public RecallQuery notTool(String name) {
        return with(query -> query.notTools = plus(notTools, name));
    }

    /** {@return this query for what tools returned, whichever: their calls' outcomes, and messages with their results} */
    public RecallQuery toolReturns() {
        return with(query -> query.toolReturns = true);
    }

    /** {@return this query for steps that carry the label, and every other one asked for} */
    public RecallQuery label(String name, String value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(name, value);
        return with(query -> query.labels = Map.copyOf(more));
    }

    /** {@return this query for steps not before the time} */
    public RecallQuery since(Instant time) {
        return with(query -> query.since = time);
    }

    /** {@return this query for steps before the time} */
    public RecallQuery before(Instant time) {
        return with(query -> query.before = time);
    }

    /** {@return this query for steps of one attempt, from 1} */
    public RecallQuery attempt(long number) {
        require(number >= 1, "an attempt of 1 or more", number);
        return with(query -> query.attempt = number);
    }

    /** {@return this query for steps of sessions that have an outcome with the label} */
    public RecallQuery outcome(String label) {
        return with(query -> query.outcome = Limits.name("outcome label", label));
    }

    /** {@return this query as a session stood at a position, 0 or more: its later steps are left out, others' are not} */
    public RecallQuery upTo(String session, long position) {
        require(position >= 0, "a position of 0 or more", position);
        return with(query -> {
            query.upToSession = session;
            query.upTo = position;
        });
    }

    /** {@return this query, asked by a session whose own steps are preferred a little} */
    public RecallQuery askedBy(String session) {
        return with(query -> query.askedBy = session);
    }

    /** {@return this query, compared by words or meaning alone, or by both as it is by default} */
    public RecallQuery match(Match by) {
        return with(query -> query.match = by);
    }

    /**
     * Returns this query with a preference for recent steps: the most recent one that answers gets as much more as an own
     * step of {@link #askedBy}, and one that is older by the half-life half of that.
     *
     * @param halfLife more than 0
     * @return changed query
     */
    public RecallQuery preferRecent(Duration halfLife) {
        require(halfLife.isPositive(), "a half-life of more than 0", halfLife);
        return with(query -> query.halfLife = halfLife);
    }

    /** {@return this query, whose results have at most so many steps of one session, 1 to {@value #LIMIT_MAX}} */
    public RecallQuery mostOfOneSession(int steps) {
        require(steps >= 1 && steps <= LIMIT_MAX, "1 to " + LIMIT_MAX + " steps of one session", steps);
        return with(query -> query.sessionMost = steps);
    }

    /** {@return this query without results below the score, 0 to 1} */
    public RecallQuery minimumScore(double score) {
        require(score >= 0 && score <= 1, "a minimum score of 0 to 1", score);
        return with(query -> query.minimumScore = score);
    }

    /** {@return this query for so many results, 1 to {@value #LIMIT_MAX}} */
    public RecallQuery limit(int results) {
        require(results >= 1 && results <= LIMIT_MAX, "a limit of 1 to " + LIMIT_MAX, results);
        return with(query -> query.limit = results);
    }

    /** {@return this query for what comes behind a result, see {@link Recollection#cursor()}} */
    public RecallQuery cursor(String end) {
        return with(query -> query.cursor = end);
    }

    /** {@return this query, whose results bring so many steps before and behind them along, 0 to 10} */
    public RecallQuery neighbours(int steps) {
        require(steps >= 0 && steps <= 10, "0 to 10 neighbours", steps);
        return with(query -> query.neighbours = steps);
    }

    /** {@return this query, once a step's words are searchable; see {@code Step.offset()}} */
    public RecallQuery after(long offset, Duration atMost) {
        require(offset >= 0 && !atMost.isNegative(), "an offset and a timeout of 0 or more", offset + ", " + atMost);
        return with(query -> {
            query.wordsAfter = offset;
            query.timeout = atMost;
        });
    }

    /** {@return this query, once a step's words and its meaning are searchable} */
    public RecallQuery meaningAfter(long offset, Duration atMost) {
        return after(offset, atMost).with(query -> query.meaningAfter = offset);
    }

    /** Copies, changes the copy while nobody else has it, and gives it away. */
    private RecallQuery with(Consumer<RecallQuery> change) {
        RecallQuery copy = new RecallQuery(text);
        copy.namespace = namespace;
        copy.sessions = sessions;
        copy.notSessions = notSessions;
        copy.kinds = kinds;
        copy.tools = tools;
        copy.notTools = notTools;
        copy.toolReturns = toolReturns;
        copy.labels = labels;
        copy.since = since;
        copy.before = before;
        copy.attempt = attempt;
        copy.outcome = outcome;
        copy.upToSession = upToSession;
        copy.upTo = upTo;
        copy.askedBy = askedBy;
        copy.match = match;
        copy.halfLife = halfLife;
        copy.sessionMost = sessionMost;
        copy.minimumScore = minimumScore;
        copy.limit = limit;
        copy.cursor = cursor;
        copy.neighbours = neighbours;
        copy.wordsAfter = wordsAfter;
        copy.meaningAfter = meaningAfter;
        copy.timeout = timeout;
        change.accept(copy);
        return copy;
    }

    private static <T> Set<T> plus(Set<T> names, T name) {
        require(names.size() < NAMES_MAX, "at most " + NAMES_MAX + " names in a filter", "more");
        Set<T> more = new HashSet<>(names);
        more.add(name);
        return Set.copyOf(more);
    }

    private static void require(boolean holds, String expected, Object actual) {
        if (!holds) {
            throw new IllegalArgumentException("recall: expected " + expected + ", got " + actual);
        }
    }
}
