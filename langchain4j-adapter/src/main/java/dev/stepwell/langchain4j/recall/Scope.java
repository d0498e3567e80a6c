package dev.stepwell.langchain4j.recall;

import dev.stepwell.Stepwell;
import dev.stepwell.journal.SessionKey;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import dev.stepwell.langchain4j.internal.MemoryIds;
import dev.stepwell.recall.RecallQuery;
import dev.stepwell.recall.Recollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which past steps are searched, and for whom. Immutable.
 *
 * @param well the memory
 * @param namespace the one namespace
 * @param sessions which of its sessions
 * @param filters what else narrows the search
 * @param results the most results, from 1
 * @param patience how long to wait for steps just written to become searchable; zero for not at all
 */
record Scope(
        Stepwell well,
        String namespace,
        Sessions sessions,
        UnaryOperator<RecallQuery> filters,
        int results,
        Duration patience) {

    private static final int QUESTION_WITHIN = 200; // messages that a turn may take, at most
    private static final int REDUNDANT_PER_RESULT = 2; // a tool's return is often there as a call and as a message

    /** Which sessions of the namespace. */
    enum Sessions {
        /** All that the filters let through. */
        ANY,
        /** The asking one alone. */
        OWN,
        /** All but the asking one. */
        OTHERS
    }

    /** {@return a scope of the whole default namespace, with so many results} */
    static Scope of(Stepwell well, int results) {
        return new Scope(
                well, Stepwell.DEFAULT_NAMESPACE, Sessions.ANY, UnaryOperator.identity(), results, Duration.ZERO);
    }

    Scope namespace(String name) {
        checked(query -> query.namespace(name));
        return new Scope(well, name, sessions, filters, results, patience);
    }

    Scope sessions(Sessions which) {
        return new Scope(well, namespace, which, filters, results, patience);
    }

    /** {@return this scope, narrowed; throws now what the filter throws} */
    Scope narrowed(UnaryOperator<RecallQuery> filter) {
        checked(filter);
        return new Scope(well, namespace, sessions, query -> filter.apply(filters.apply(query)), results, patience);
    }

    /** Refuses now what would be refused when something is asked. */
    private static void checked(UnaryOperator<RecallQuery> filter) {
        Objects.requireNonNull(filter.apply(RecallQuery.of("any")));
    }

    Scope results(int most) {
        int widest = RecallQuery.LIMIT_MAX / (1 + REDUNDANT_PER_RESULT);
        if (most < 1 || most > widest) {
            throw new IllegalArgumentException("recall: expected 1 to " + widest + " results, got " + most);
        }
        return new Scope(well, namespace, sessions, filters, most, patience);
    }

    Scope patience(Duration atMost) {
        if (atMost.isNegative()) {
            throw new IllegalArgumentException("recall: expected a time to wait of 0 or more, got " + atMost);
        }
        return new Scope(well, namespace, sessions, filters, results, atMost);
    }

    /**
     * Searches.
     *
     * @param text what to look for; what exceeds the longest query is left out
     * @param memoryId the asking conversation's; null if there is none
     * @return what was found, best first, nothing twice, and not the question itself
     * @throws IllegalArgumentException if the text is blank, or the own session is asked for without a memory id
     */
    List<Recollection> recall(String text, @Nullable Object memoryId) {
        RecallQuery query = filters.apply(RecallQuery.of(cut(text, RecallQuery.TEXT_LENGTH_MAX)))
                .namespace(namespace)
                .notTool(RecallTool.RECALL)
                .notTool(RecallTool.READ)
                .limit(results * (1 + REDUNDANT_PER_RESULT));
        if (!patience.isZero()) {
            query = query.after(well.journal().lastOffset(), patience);
        }
        if (sessions == Sessions.OWN || memoryId != null) {
            SessionKey asking = MemoryIds.session(namespace, memoryId);
            query = switch (sessions) {
                case ANY -> query.askedBy(asking.id());
                case OWN -> query.session(asking.id());
                case OTHERS -> query.notSession(asking.id());
            };
            return distinct(well.recall(query), asking);
        }
        return distinct(well.recall(query), null);
    }

    /** {@return whether a session's steps may be shown to the asking one at all} */
    boolean shows(String session, @Nullable Object memoryId) {
        String asking =
                memoryId == null ? "" : MemoryIds.session(namespace, memoryId).id();
        return switch (sessions) {
            case ANY -> true;
            case OWN -> session.equals(asking);
            case OTHERS -> !session.equals(asking);
        };
    }

    private List<Recollection> distinct(List<Recollection> found, @Nullable SessionKey asking) {
        OptionalLong question =
                asking == null || sessions == Sessions.OTHERS ? OptionalLong.empty() : questionOf(asking);
        List<Recollection> distinct = new ArrayList<>();
        Set<List<String>> met = new HashSet<>();
        for (Recollection each : found) {
            Step step = each.step();
            boolean itself =
                    step.session().equals(asking) && question.isPresent() && step.position() == question.getAsLong();
            if (!itself
                    && !PastStep.asksToRecall(step)
                    && met.add(List.of(step.session().id(), PastStep.text(each.passage())))
                    && distinct.size() < results) {
                distinct.add(each);
            }
        }
        return distinct;
    }

    /** {@return the position of the conversation's last question: the one being answered, or in view} */
    private OptionalLong questionOf(SessionKey asking) {
        if (well.journal().session(asking).isEmpty()) {
            return OptionalLong.empty();
        }
        try (Stream<Step> messages =
                well.journal().steps(asking, StepQuery.kinds(StepKind.MESSAGE).backwards())) {
            return messages.limit(QUESTION_WITHIN)
                    .filter(step -> "USER".equals(step.labels().get("type")))
                    .mapToLong(Step::position)
                    .findFirst();
        }
    }

    /** {@return the beginning of a text, so many characters or one less: no character of two is cut in half} */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
