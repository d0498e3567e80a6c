package dev.stepwell.langchain4j.recall;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.DurableTool;
import dev.stepwell.langchain4j.recall.Scope.Sessions;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tools with which an agent looks into its own past: {@value #RECALL} finds past steps, {@value #READ} reads one whole.
 *
 * <p>For {@code AiServices.builder().tools(…)}, as it is or through {@link
 * dev.stepwell.langchain4j.DurableTurns#tools(Object...)}: there a call is recorded like that of any tool, and one that was
 * cut off is made again. What these tools returned, and the wish to call them, is never found by them.
 *
 * <p>Immutable and thread-safe.
 */
public final class RecallTool {

    /** The name of the tool that finds past steps. */
    public static final String RECALL = "recall_past_steps";

    /** The name of the tool that reads a past step whole. */
    public static final String READ = "read_past_step";

    private static final int RESULTS = 5;
    private static final int TEXT_LENGTH = 4_000;
    private static final int TEXT_LENGTH_MIN = 200;

    private final Scope scope;
    private final int textLength;

    private RecallTool(Scope scope, int textLength) {
        this.scope = scope;
        this.textLength = textLength;
    }

    /**
     * Makes the tools for all sessions of the default namespace.
     *
     * @param well the memory to search; stays the caller's to close
     * @return the tools
     */
    public static RecallTool over(Stepwell well) {
        return builder(well).build();
    }

    /** {@return a builder of the tools; the memory stays the caller's to close} */
    public static Builder builder(Stepwell well) {
        return new Builder(well);
    }

    /**
     * Finds past steps.
     *
     * @param question what to look for
     * @param tool only what this tool returned; null or blank for any step
     * @param memoryId the asking conversation; null if there is none
     * @return for each step found, best first, where it stands and what it says, within the length given to
     *     {@link Builder#textLength}; or a sentence that nothing was found
     * @throws IllegalArgumentException if the question is blank
     * @throws dev.stepwell.journal.StepwellException if the index or the model fails
     */
    @Tool(
            name = RECALL,
            value =
                    "Searches what was said and done before, in this conversation and in earlier ones: messages, results of"
                            + " tool calls, notes. Use it before doing again what may have been done already, and when asked about"
                            + " the past. Returns short passages, the best first, each with its session, step and time.")
    @DurableTool(DurableTool.Policy.REPEATABLE)
    public String recall(
            @P(
                            name = "question",
                            description = "What to look for: a question or a few telling words, names and numbers.")
                    @Nullable
                    String question,
            @P(
                            name = "tool",
                            description =
                                    "Only results of the tool of this exact name. Leave out to search everything.",
                            required = false)
                    @Nullable
                    String tool,
            @ToolMemoryId @Nullable Object memoryId) {
        if (question == null || question.isBlank()) {
            throw new IllegalArgumentException(
                    RECALL + ": expected a question, got none; say in a few words what to look for");
        }
        Scope narrowed = tool == null || tool.isBlank() ? scope : scope.narrowed(query -> query.tool(tool));
        List<Recollection> found = narrowed.recall(question, memoryId);
        if (found.isEmpty()) {
            String returns = tool == null || tool.isBlank() ? "" : " among the results of '" + tool + "'";
            return "Nothing was found" + returns + ". Other words may help, or there is nothing in the past about it.";
        }
        StringBuilder text = new StringBuilder();
        for (Recollection each : found) {
            String entry = entry(each.step()) + "\n" + each.passage().text();
            int room = textLength - text.length() - (text.isEmpty() ? 0 : 2);
            if (!text.isEmpty() && entry.length() > room) {
                break; // the best ones whole, rather than one more cut off
            }
            text.append(text.isEmpty() ? "" : "\n\n").append(Scope.cut(entry, room));
        }
        return text.toString();
    }

    /**
     * Reads a past step.
     *
     * @param session its session, as {@link #recall} gives it
     * @param position its step number, as {@link #recall} gives it
     * @param from how many characters of it to skip; null for none
     * @param memoryId the asking conversation; null if there is none
     * @return where it stands and its text, of the length given to {@link Builder#textLength}, and how to get the rest; or a
     *     sentence that there is no such step, or that its content was erased
     * @throws IllegalArgumentException if the session is missing or cannot be one's name
     * @throws dev.stepwell.journal.StepwellException if it cannot be read
     */
    @Tool(
            name = READ,
            value = "Reads one past step whole, such as the complete result of a tool call of which " + RECALL
                    + " returned a passage.")
    @DurableTool(DurableTool.Policy.REPEATABLE)
    public String read(
            @P(name = "session", description = "The session, exactly as " + RECALL + " gave it.") @Nullable
                    String session,
            @P(name = "step", description = "The step number, as " + RECALL + " gave it.") long position,
            @P(
                            name = "from",
                            description = "The character to go on from, if an answer said that there is more.",
                            required = false)
                    @Nullable
                    Integer from,
            @ToolMemoryId @Nullable Object memoryId) {
        if (session == null || session.isBlank()) {
            throw new IllegalArgumentException(
                    READ + ": expected a session, got none; take it from what " + RECALL + " returned");
        }
        Optional<Step> found = find(new SessionKey(scope.namespace(), session), position);
        if (found.isEmpty() || !scope.shows(session, memoryId)) {
            return "There is no step " + position + " in a session '" + session + "'. Take both from what " + RECALL
                    + " returned.";
        }
        Step step = found.get();
        if (step.erased()) {
            return entry(step) + "\nIts content was erased.";
        }
        String whole = PastStep.text(step);
        int start = Math.clamp(from == null ? 0 : from, 0, whole.length());
        String part = Scope.cut(whole.substring(start), textLength);
        int end = start + part.length();
        String rest = end == whole.length()
                ? ""
                : "\n(" + (whole.length() - end) + " more characters; go on with from=" + end + ")";
        return entry(step) + "\n" + part + rest;
    }

    private Optional<Step> find(SessionKey session, long position) {
        if (position < 1 || scope.well().journal().session(session).isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Step> steps = scope.well().journal().steps(session, StepQuery.range(position, position))) {
            return steps.findFirst();
        }
    }

    private static String entry(Step step) {
        String tool = PastStep.tool(step);
        return "[session " + step.session().id() + ", step " + step.position() + ", "
                + step.time().truncatedTo(ChronoUnit.SECONDS) + ", "
                + (tool.isEmpty() ? PastStep.author(step) : "returned by " + tool) + "]";
    }

    /** Options of the tools. For one thread. */
    public static final class Builder {

        private Scope scope;
        private int textLength = TEXT_LENGTH;

        private Builder(Stepwell well) {
            this.scope = Scope.of(well, RESULTS);
        }

        /**
         * Searches another namespace than {@code default}; give the chat memory store the same.
         *
         * @param name the namespace
         * @return this builder
         * @throws IllegalArgumentException if it is not acceptable
         */
        public Builder namespace(String name) {
            scope = scope.namespace(name);
            return this;
        }

        /** {@return this builder, for the asking conversation alone} */
        public Builder ownSession() {
            scope = scope.sessions(Sessions.OWN);
            return this;
        }

        /** {@return this builder, for all conversations but the asking one} */
        public Builder otherSessions() {
            scope = scope.sessions(Sessions.OTHERS);
            return this;
        }

        /**
         * Finds so many steps at most; default 5.
         *
         * @param most 1 to 333
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxResults(int most) {
            scope = scope.results(most);
            return this;
        }

        /**
         * Bounds what a call returns; default 4,000 characters. Of the steps found, those are left out that do not fit.
         *
         * @param most characters of past text, 200 or more
         * @return this builder
         * @throws IllegalArgumentException if it is less
         */
        public Builder textLength(int most) {
            if (most < TEXT_LENGTH_MIN) {
                throw new IllegalArgumentException(
                        "recall: expected a length of " + TEXT_LENGTH_MIN + " characters or more, got " + most);
            }
            textLength = most;
            return this;
        }

        /**
         * Waits, when asked, until the words of all steps written so far are searchable; default zero, not to wait.
         *
         * @param atMost how long, before it fails with {@link dev.stepwell.recall.RecallTimeoutException}
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder upToDateWithin(Duration atMost) {
            scope = scope.patience(atMost);
            return this;
        }

        /** {@return the tools} */
        public RecallTool build() {
            return new RecallTool(scope, textLength);
        }
    }
}
