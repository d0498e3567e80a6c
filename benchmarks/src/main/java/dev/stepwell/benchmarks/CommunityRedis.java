package dev.stepwell.benchmarks;

import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.lang.reflect.Method;

/** The chat memory store of {@code langchain4j-community-redis}: a whole list of messages is one string of JSON. */
final class CommunityRedis {

    static final String NAME = "RedisChatMemoryStore of the community";

    private static final String PACKAGE = "dev.langchain4j.community.store.memory.chat.redis.";

    private CommunityRedis() {}

    /** {@return a store on the server, which needs no module of it} */
    static ChatMemoryStore on(RedisServer server, ClassLoader loader) {
        try {
            Class<?> type = loader.loadClass(PACKAGE + "StoreType");
            Method valueOf = type.getMethod("valueOf", String.class);
            Object builder = loader.loadClass(PACKAGE + "RedisChatMemoryStore")
                    .getMethod("builder")
                    .invoke(null);
            builder.getClass().getMethod("host", String.class).invoke(builder, RedisServer.HOST);
            builder.getClass().getMethod("port", Integer.class).invoke(builder, server.port());
            builder.getClass().getMethod("storeType", type).invoke(builder, valueOf.invoke(null, "STRING"));
            return (ChatMemoryStore) builder.getClass().getMethod("build").invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    PACKAGE + "RedisChatMemoryStore is not the one this was written for: " + e, e);
        }
    }
}
