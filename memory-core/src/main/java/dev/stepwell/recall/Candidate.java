package dev.stepwell.recall;

/** What is known of a step while it may be an answer. */
final class Candidate {

    final long offset;
    boolean allowed; // passes the filters
    String session = "";
    String speaker = "";
    long position;
    long time; // microseconds since 1970
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

    /** Notes a passage's vector; the nearest counts. Lucene's score of a unit vector is (1 + cosine) / 2. */
    void meets(double score, int passage) {
        double cosine = 2 * score - 1;
        if (nearest < 0 || cosine > meaning) {
            meaning = cosine;
            nearest = passage;
        }
    }

    double words() {
        return own + context;
    }

    /** {@return the sum of its parts} */
    double score() {
        return parts.words() + parts.meaning() + parts.context() + parts.preference();
    }
}
