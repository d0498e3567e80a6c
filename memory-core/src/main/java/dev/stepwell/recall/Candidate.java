package dev.stepwell.recall;

/** What is known of a step while it may be an answer. */
final class Candidate {

    final long offset;
    boolean allowed; // passes the filters
    String session = "";
    String speaker = "";
    long position;
    long novelty;
    boolean record;
    double own; // words
    double context; // words
    double meaning; // cosine of the nearest passage
    int nearest = -1; // that passage's number; -1 if unknown
    Recollection.Parts parts = new Recollection.Parts(0, 0, 0, 0);

    Candidate(long offset) {
        this.offset = offset;
    }

    double words() {
        return own + context;
    }

    /** {@return the sum of its parts} */
    double score() {
        return parts.words() + parts.meaning() + parts.context() + parts.preference();
    }
}
