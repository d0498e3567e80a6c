package dev.stepwell;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import java.util.List;
import java.util.Optional;

/**
 * Which messages the model sees, in their order. A message that is appended joins the end; {@link #change} makes the step
 * for anything else, at the cost of what changed.
 *
 * <p>Immutable.
 *
 * @param messages the message steps in view; erased ones are left out
 * @param deltaBytes how many bytes of changes a reader goes through behind the last whole view to find this one; hand it
 *     back to {@link #change}
 */
public record View(List<Step> messages, int deltaBytes) {

    /** The view of a session without messages. */
    public static final View EMPTY = new View(List.of(), 0);

    /** Copies the list. */
    public View {
        messages = List.copyOf(messages);
    }

    /**
     * Names a message without its content.
     *
     * @param ordinal its number among the session's messages
     * @param position its position in the session
     */
    public record Entry(long ordinal, long position) {

        /** {@return the entry that names the message step} */
        public static Entry of(Step message) {
            return new Entry(message.ordinal(), message.position());
        }
    }

    /**
     * A step that changes the view.
     *
     * @param draft to be appended behind the messages it names
     * @param deltaBytes what the view's {@code deltaBytes} is after it
     */
    public record Change(Draft draft, int deltaBytes) {}

    /** {@return the names of the messages in view} */
    public List<Entry> entries() {
        return messages.stream().map(Entry::of).toList();
    }

    /**
     * Makes the step that changes one view into another.
     *
     * @param before the view as readers see it when the step is appended, messages appended just before it included
     * @param after the view as it is to be; every message recorded before the step
     * @param newest the ordinal of the session's newest message when the step is appended, in view or not: those after
     *     it join the end
     * @param deltaBytes the {@code deltaBytes} of the view before
     * @return the change, or empty if there is nothing to change
     */
    public static Optional<Change> change(List<Entry> before, List<Entry> after, long newest, int deltaBytes) {
        return Views.change(before, after, newest, deltaBytes);
    }
}
