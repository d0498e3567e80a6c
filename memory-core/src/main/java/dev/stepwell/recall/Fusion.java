package dev.stepwell.recall;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes one score of what is known of each candidate.
 *
 * <p>A weighted sum of its words, as a share of the most that a candidate has, and of its cosine; more if the query names
 * who speaks; a share of the best scores in its session; for the asking session's own steps a prior, and for recent
 * ones another if that is asked for. {@code
 * docs/recall.md} says how that was chosen, and what each adds.
 *
 * <p>For one use.
 */
final class Fusion {

    private static final double WORDS = 0.45; // of the most words in common
    private static final double MEANING = 0.90; // times the cosine
    private static final double WORDS_OF_RECORDS = 0.60; // of what tools return: there the words tell more
    private static final double MEANING_OF_RECORDS = 0.65;
    private static final double SESSION = 0.4; // times the mean of the two best in the session
    private static final double SPEAKER = 0.05; // if the query names who speaks
    private static final double PREFERENCE = 0.3; // for the asking session's own steps,
    private static final double EARLIER = 0.3; //   the more the earlier they are,
    private static final double NOVEL = 0.3; //   and the more identifiers came up in them
    private static final double RECENT = 0.3; // for the most recent candidate, if that is asked for
    private static final double MOST = 2.6; // scales the sum to 1 at most

    private static final Set<String> ROLES =
            Set.of("user", "assistant", "ai", "system", "tool", "tool_execution_result");

    private final RecallQuery query;
    private final Set<String> terms;
    private final boolean meaning;
    private final StepsOf asker;
    private final long asking;
    private final Map<String, Boolean> names = new HashMap<>(); // of speakers: whether the query names them
    private long newest; // time of the most recent candidate
    private final Map<String, Double> best = new HashMap<>(); // by session
    private final Map<String, Double> second = new HashMap<>();

    /**
     * Fuses for one query.
     *
     * @param query the query
     * @param terms its words
     * @param meaning whether it has a vector
     * @param asker the steps of the asking session
     * @param asking the position that it stands at
     */
    Fusion(RecallQuery query, Set<String> terms, boolean meaning, StepsOf asker, long asking) {
        this.query = query;
        this.terms = terms;
        this.meaning = meaning;
        this.asker = asker;
        this.asking = asking;
    }

    /** Gives each candidate the parts of its score. */
    void score(Collection<Candidate> candidates) {
        if (query.match == Match.MEANING) {
            candidates.forEach(each -> each.parts = new Recollection.Parts(0, Math.max(0, each.meaning), 0, 0));
            return;
        }
        double most = candidates.stream().mapToDouble(Candidate::words).max().orElse(0);
        newest = candidates.stream().mapToLong(each -> each.time).max().orElse(0);
        candidates.forEach(each -> scoreAlone(each, most));
        if (query.askedBy.isEmpty()) { // who asks from within a session looks for one step, not for a session
            candidates.forEach(this::addSession);
        }
    }

    private void scoreAlone(Candidate each, double most) {
        double wordsWeight = !meaning ? 1 : each.record ? WORDS_OF_RECORDS : WORDS;
        double meaningWeight = each.record ? MEANING_OF_RECORDS : MEANING;
        double byWords = most > 0 ? wordsWeight * each.words() / most : 0;
        double byMeaning = meaningWeight * Math.max(0, each.meaning);
        double named = named(each.speaker) ? SPEAKER : 0;
        each.parts = new Recollection.Parts(
                byWords / MOST, byMeaning / MOST, named / MOST, (preference(each) + recency(each)) / MOST);
        double sum = byWords + byMeaning + named;
        double lower = Math.min(sum, best.getOrDefault(each.session, 0.0));
        best.merge(each.session, sum, Math::max);
        second.merge(each.session, lower, Math::max);
    }

    private void addSession(Candidate each) {
        double mean = (best.getOrDefault(each.session, 0.0) + second.getOrDefault(each.session, 0.0)) / 2;
        Recollection.Parts parts = each.parts;
        each.parts = new Recollection.Parts(
                parts.words(), parts.meaning(), parts.context() + SESSION * mean / MOST, parts.preference());
    }

    /** {@return whether the query names who speaks, by name and not by role} */
    private boolean named(String speaker) {
        return !speaker.isEmpty()
                && !ROLES.contains(speaker)
                && names.computeIfAbsent(
                        speaker, name -> terms.containsAll(QueryWords.of(name).terms()));
    }

    /** What a session asks about itself is mostly where something first came up. */
    private double preference(Candidate candidate) {
        if (!asker.has(candidate.session, candidate.position)) {
            return 0;
        }
        double age = 1 - (candidate.position - 1.0) / asking;
        return PREFERENCE
                + EARLIER * Math.max(0, age)
                + NOVEL * Math.min(1, Math.log1p((double) candidate.novelty) / 3);
    }

    /** Measured from the most recent candidate, not from now: so an answer does not change while nothing is written. */
    private double recency(Candidate candidate) {
        if (query.halfLife.isZero()) {
            return 0;
        }
        double halfLives = (newest - candidate.time) * 1e-6 / (query.halfLife.toNanos() * 1e-9);
        return RECENT * Math.pow(0.5, halfLives);
    }
}
