package dev.stepwell.benchmarks;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import dev.stepwell.Stepwell;
import dev.stepwell.langchain4j.ChatWindow;
import dev.stepwell.langchain4j.StepwellChatMemory;
import dev.stepwell.langchain4j.StepwellChatMemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The stores a chat memory can stand on. All but the first are durable when {@code updateMessages} returns. */
enum MemoryStores {

    /** Keeps the reference to the list it is given: what is left is the interface itself. */
    INTERFACE_ALONE("interface alone") {
        @Override
        Opened open(Path directory, Peers peers) {
            return new Opened(new InMemoryChatMemoryStore(), () -> {});
        }
    },

    STEPWELL("Stepwell") {
        @Override
        Opened open(Path directory, Peers peers) {
            Stepwell well = Stepwell.open(directory);
            return new Opened(StepwellChatMemoryStore.on(well), well::close);
        }
    },

    /** The memory that appends, in the place of LangChain4j's. */
    STEPWELL_MEMORY("StepwellChatMemory") {
        @Override
        Opened open(Path directory, Peers peers) throws SQLException {
            return STEPWELL.open(directory, peers);
        }

        @Override
        ChatMemory memory(Opened opened, String id, int window) {
            return StepwellChatMemory.builder((StepwellChatMemoryStore) opened.store())
                    .id(id)
                    .window(ChatWindow.messages(window))
                    .build();
        }
    },

    JSON_FILE("JSON file") {
        @Override
        Opened open(Path directory, Peers peers) {
            return new Opened(new JsonFile(directory), () -> {});
        }
    },

    JSON_ROW("JSON row in SQLite") {
        @Override
        Opened open(Path directory, Peers peers) throws SQLException {
            JsonRow row = new JsonRow(directory);
            return new Opened(row, row::close);
        }
    },

    REDIS(CommunityRedis.NAME) {
        @Override
        Optional<String> leftOut(Peers peers) {
            if (peers.redis().isEmpty()) {
                return Optional.of(Peers.NOT_FETCHED);
            }
            return redisServer().isPresent() ? Optional.empty() : Optional.of("left out: no redis-server on the PATH");
        }

        @Override
        Opened open(Path directory, Peers peers) {
            RedisServer server = RedisServer.start(redisServer().orElseThrow(), directory);
            return new Opened(
                    CommunityRedis.on(server, peers.redis().orElseThrow()),
                    server::close,
                    server::written,
                    server::appended);
        }
    };

    private final String title;

    MemoryStores(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** {@return why it cannot be measured here; empty if it can} */
    Optional<String> leftOut(Peers peers) {
        return Optional.empty();
    }

    private static Optional<Path> redisServer() {
        return RedisServer.executable(Objects.requireNonNullElse(System.getenv("PATH"), ""));
    }

    abstract Opened open(Path directory, Peers peers) throws SQLException;

    /** {@return a memory of at most so many messages: LangChain4j's own, on the store} */
    ChatMemory memory(Opened opened, String id, int window) {
        return MessageWindowChatMemory.builder()
                .id(id)
                .maxMessages(window)
                .chatMemoryStore(opened.store())
                .build();
    }

    /**
     * A store.
     *
     * @param closing what closes it
     * @param written what is written for it, by all who do
     * @param appended what is written by the thread that adds a message
     */
    record Opened(ChatMemoryStore store, Closing closing, Supplier<Io> written, Supplier<Io> appended)
            implements AutoCloseable {

        /** A store in this process. */
        Opened(ChatMemoryStore store, Closing closing) {
            this(store, closing, Io::ofProcess, Io::ofThread);
        }

        @Override
        public void close() throws SQLException {
            closing.close();
        }
    }

    /** Closes what is under a store. */
    interface Closing {
        void close() throws SQLException;
    }

    /** The whole list as one file: written beside, synced, put in its place, and the directory synced. */
    private record JsonFile(Path directory) implements ChatMemoryStore {

        @Override
        public List<ChatMessage> getMessages(Object memoryId) {
            try {
                Path file = directory.resolve(memoryId + ".json");
                return ChatMessageDeserializer.messagesFromJson(Files.exists(file) ? Files.readString(file) : "[]");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void updateMessages(Object memoryId, List<ChatMessage> messages) {
            Path beside = directory.resolve(memoryId + ".tmp");
            byte[] json = ChatMessageSerializer.messagesToJson(messages).getBytes(StandardCharsets.UTF_8);
            try (FileChannel file = FileChannel.open(
                            beside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                ByteBuffer bytes = ByteBuffer.wrap(json);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
                Files.move(beside, directory.resolve(memoryId + ".json"), StandardCopyOption.ATOMIC_MOVE);
                folder.force(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void deleteMessages(Object memoryId) {
            throw new UnsupportedOperationException("no benchmark deletes");
        }
    }

    /** The whole list as one row. */
    private static final class JsonRow implements ChatMemoryStore, AutoCloseable {

        private final Connection connection;
        private final PreparedStatement select;
        private final PreparedStatement upsert;

        JsonRow(Path directory) throws SQLException {
            connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("rows.db"));
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("CREATE TABLE memory(id TEXT PRIMARY KEY, messages TEXT NOT NULL)");
            }
            select = connection.prepareStatement("SELECT messages FROM memory WHERE id = ?");
            upsert = connection.prepareStatement(
                    "INSERT INTO memory VALUES(?, ?)" + " ON CONFLICT(id) DO UPDATE SET messages = excluded.messages");
        }

        @Override
        public List<ChatMessage> getMessages(Object memoryId) {
            try {
                select.setString(1, memoryId.toString());
                try (ResultSet rows = select.executeQuery()) {
                    return ChatMessageDeserializer.messagesFromJson(rows.next() ? rows.getString(1) : "[]");
                }
            } catch (SQLException e) {
                throw new IllegalStateException("reading a row", e);
            }
        }

        @Override
        public void updateMessages(Object memoryId, List<ChatMessage> messages) {
            try {
                upsert.setString(1, memoryId.toString());
                upsert.setString(2, ChatMessageSerializer.messagesToJson(messages));
                upsert.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("writing a row", e);
            }
        }

        @Override
        public void deleteMessages(Object memoryId) {
            throw new UnsupportedOperationException("no benchmark deletes");
        }

        @Override
        public void close() throws SQLException {
            select.close();
            upsert.close();
            connection.close();
        }
    }
}
