package dev.stepwell.langchain4j;

import dev.stepwell.Session;
import dev.stepwell.journal.Append;

/** Who writes into a conversation: nobody in particular, or an attempt that may be fenced. */
interface Author {

    /** {@return the number of the attempt, or {@link Append#NO_ATTEMPT}} */
    long attemptNumber();

    /** Throws if the author must not go on. */
    void admit();

    /** {@return what answers the calls that were cut off} */
    UnansweredCalls answers(Session session);

    /** Nobody in particular. */
    record Anyone() implements Author {

        @Override
        public long attemptNumber() {
            return Append.NO_ATTEMPT;
        }

        @Override
        public void admit() {
            // outside a turn anyone may write
        }

        @Override
        public UnansweredCalls answers(Session session) {
            return UnansweredCalls.of(session);
        }
    }
}
