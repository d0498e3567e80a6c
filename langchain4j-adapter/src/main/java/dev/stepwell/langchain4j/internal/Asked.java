package dev.stepwell.langchain4j.internal;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Questions that recalled text is put into. What was asked stays with the message, so that the recalled text reaches the
 * model and is never kept: a memory that kept it would find it again, and recall its own recalls.
 *
 * <p>The mark is an attribute of the user message. LangChain4j copies attributes along when it makes one message out of
 * another, and sends none of them to a model.
 */
public final class Asked {

    private static final String ATTRIBUTE = "stepwell.asked";

    private Asked() {}

    /** Marks a user message before recalled text is put into it; any other message is left alone. Thread-safe. */
    public static void mark(ChatMessage message) {
        if (message instanceof UserMessage user && user.hasSingleText()) {
            Map<String, Object> attributes = user.attributes();
            synchronized (attributes) { // the retrievers of one question may run side by side
                attributes.putIfAbsent(ATTRIBUTE, user.singleText());
            }
        }
    }

    /** {@return whether recalled text may have been put into the message} */
    public static boolean isMarked(ChatMessage message) {
        return asked(message) != null;
    }

    /**
     * Returns the message as it was asked: without recalled text, and without the mark. Text that does not hold the
     * question any more was rewritten by others on purpose, such as by a guardrail that masks names, and stays.
     *
     * @param message any message
     * @return the message itself if it is not marked
     */
    public static ChatMessage withoutRecalled(ChatMessage message) {
        String asked = asked(message);
        if (asked == null || !(message instanceof UserMessage user)) {
            return message;
        }
        List<Content> contents = new ArrayList<>();
        for (Content content : user.contents()) {
            boolean augmented =
                    content instanceof TextContent text && text.text().contains(asked);
            contents.add(augmented ? TextContent.from(asked) : content);
        }
        Map<String, Object> attributes = new HashMap<>(user.attributes());
        attributes.remove(ATTRIBUTE);
        return user.toBuilder().contents(contents).attributes(attributes).build();
    }

    private static @Nullable String asked(ChatMessage message) {
        return message instanceof UserMessage user && user.attributes().get(ATTRIBUTE) instanceof String asked
                ? asked
                : null;
    }
}
