package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.Session;
import dev.stepwell.journal.Append;
import java.util.List;

/** Who writes into a conversation: nobody in particular, or an attempt that may be fenced. */
interface Author {

    /** {@return the number of the attempt, or {@link Append#NO_ATTEMPT}} */
    long attemptNumber();

    /** Throws if the author must not go on. */
    void admit();

    /** {@return the list as a model accepts it; calls at its end may be running} */
    default List<ChatMessage> repaired(Session of, List<ChatMessage> list, boolean running) {
        return list;
    }

    /** Nobody in particular. */
    record Anyone(Repair repair) implements Author {

        @Override
        public long attemptNumber() {
            return Append.NO_ATTEMPT;
        }

        @Override
        public void admit() {
            // outside a turn anyone may write
        }

        @Override
        public List<ChatMessage> repaired(Session of, List<ChatMessage> list, boolean running) {
            return repair.repaired(of, list, running);
        }
    }
}
