package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.stepwell.journal.ConflictException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may add what to a memory that several share.
 *
 * <p>A user message may always be added, and begins an exchange. What follows it (answers, calls, results) belongs to the
 * exchange that the adding thread began, or, if it began none that is open, to the one that was begun last through this
 * memory: a streaming model answers on threads of its own. An exchange is overtaken as soon as anything else changes the
 * view; what is added to it after that is refused. It is over with an answer that asks for no tool.
 *
 * <p>Thread-safe.
 */
final class Exchanges {

    @SuppressWarnings("ThreadLocalUsage") // a matter between a thread and this memory: it goes with either
    private final ThreadLocal<@Nullable Exchange> own = new ThreadLocal<>();

    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Long> seen = new ThreadLocal<>();

    private volatile @Nullable Exchange latest;

    /** A user message and what follows it. */
    static final class Exchange {
        private static final long NOT_BEGUN = -1;

        private volatile long version = NOT_BEGUN;
        private volatile boolean over;
    }

    /** {@return the exchange that the messages, added by this thread, begin or belong to, or null if none is open} */
    @Nullable
    Exchange of(List<ChatMessage> added) {
        if (begins(added)) {
            Exchange begun = new Exchange();
            own.set(begun);
            return begun;
        }
        Exchange mine = own.get();
        if (mine == null || mine.over) {
            mine = latest;
        }
        return mine == null || mine.over ? null : mine;
    }

    /**
     * Looks whether the messages may be added to the view.
     *
     * @param version the view's version
     * @throws ConflictException if their exchange was overtaken
     */
    void admit(@Nullable Exchange exchange, List<ChatMessage> added, long version) {
        if (exchange == null
                || exchange.over
                || exchange.version == version
                || begins(added)
                || added.stream().allMatch(SystemMessage.class::isInstance)) {
            return;
        }
        if (own.get() == exchange) {
            own.remove();
        }
        throw new ConflictException("another writer changed the view at position " + version
                + ", after this exchange wrote at position " + exchange.version);
    }

    /** Notes what the exchange, and the thread that reads its own writes, has made of the view. */
    void wrote(@Nullable Exchange exchange, List<ChatMessage> added, long before, long after) {
        Long read = seen.get();
        if (read != null && read == before) {
            seen.set(after);
        }
        if (exchange == null || (!begins(added) && exchange.version != before)) {
            return;
        }
        exchange.version = after;
        if (begins(added)) {
            latest = exchange;
        }
        if (!added.isEmpty() && added.get(added.size() - 1) instanceof AiMessage ai && !ai.hasToolExecutionRequests()) {
            exchange.over = true;
            if (own.get() == exchange) {
                own.remove();
            }
        }
    }

    /** Notes which version of the view this thread read. */
    void read(long version) {
        seen.set(version);
    }

    /** {@return the version of the view that this thread read last, or null} */
    @Nullable
    Long seen() {
        return seen.get();
    }

    /** Forgets exchanges: the view was emptied. */
    void clear() {
        own.remove();
        seen.remove();
        latest = null;
    }

    private static boolean begins(List<ChatMessage> added) {
        return added.stream().anyMatch(UserMessage.class::isInstance);
    }
}
