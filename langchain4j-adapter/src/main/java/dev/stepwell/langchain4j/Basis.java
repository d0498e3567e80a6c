package dev.stepwell.langchain4j;

import dev.stepwell.journal.SessionKey;
import org.jspecify.annotations.Nullable;

/**
 * Which version of a view a list was made from that is handed over: the one that the thread read last. What is read
 * asynchronously counts as read by the thread that asked and by the one that completes the future, because what is done
 * with the list is called on one of the two.
 *
 * <p>Thread-safe.
 */
final class Basis {

    @SuppressWarnings("ThreadLocalUsage") // a matter between a thread and a store: it goes with either
    private final ThreadLocal<@Nullable Read> last = new ThreadLocal<>();

    /** One reading of a view, and what it found once it is done. */
    static final class Read {
        private final SessionKey session;
        private volatile long version = Conversation.BASIS_UNKNOWN;

        private Read(SessionKey session) {
            this.session = session;
        }

        /** {@return the version that was read, or {@link Conversation#BASIS_UNKNOWN}} */
        long version() {
            return version;
        }

        /** A list made from this was handed over: the next one is made from something else. */
        void handedOver() {
            version = Conversation.BASIS_UNKNOWN;
        }
    }

    /** Begins to read, on the thread that asks. */
    Read begin(SessionKey session) {
        Read read = new Read(session);
        last.set(read);
        return read;
    }

    /** Notes what was read, on the thread that read it. */
    void done(Read read, long version) {
        read.version = version;
        last.set(read);
    }

    /** {@return what this thread read last of the session; of unknown version, if nothing} */
    Read of(SessionKey session) {
        Read read = last.get();
        return read != null && read.session.equals(session) ? read : new Read(session);
    }

    /** Forgets what this thread read: the next list need not be made from it. */
    void forget() {
        Read read = last.get();
        if (read != null) {
            read.handedOver();
        }
    }
}
