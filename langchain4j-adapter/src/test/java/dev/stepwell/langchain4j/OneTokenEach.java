package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;

/** Every message is one token; counts how often it was asked. */
class OneTokenEach implements TokenCountEstimator {

    private int asked;

    int asked() {
        return asked;
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return 1;
    }

    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        asked++;
        return 1;
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        int count = 0;
        for (ChatMessage message : messages) {
            count += estimateTokenCountInMessage(message);
        }
        return count;
    }
}
