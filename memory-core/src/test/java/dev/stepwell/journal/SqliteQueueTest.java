package dev.stepwell.journal;

import static dev.stepwell.journal.Samples.OTHER;
import static dev.stepwell.journal.Samples.SESSION;
import static dev.stepwell.journal.Samples.all;
import static dev.stepwell.journal.Samples.compressible;
import static dev.stepwell.journal.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Group commit and its queue, while another process holds the store's lock. */
@Timeout(60)
class SqliteQueueTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    @TempDir
    private Path directory;

    /** Another program in the middle of a write transaction. */
    private Connection lock() throws SQLException {
        Connection other = Stores.connect(directory);
        try (Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
        }
        return other;
    }

    /** {@return the call under way on a thread of its own, which is now waiting} */
    private static <T> FutureTask<T> waiting(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() == Thread.State.RUNNABLE && !task.isDone() && !inNative(thread)) {
            Thread.onSpinWait();
        }
        return task;
    }

    /** A thread within SQLite's busy handler counts as running. */
    private static boolean inNative(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0
                && stack[0].isNativeMethod()
                && stack[0].getClassName().startsWith("org.sqlite");
    }

    @Test
    void a_full_queue_refuses_after_the_stated_time_and_writes_nothing() throws Exception {
        JournalOptions options =
                JournalOptions.defaults().queueBytesMax(1 << 20).queueTimeout(SHORT);
        try (Journal journal = Journal.open(directory, options)) {
            FutureTask<List<Step>> first;
            try (Connection other = lock()) {
                first = waiting(() -> journal.append(Append.to(OTHER, Draft.of(StepKind.NOTE, compressible(1 << 20)))));
                long began = System.nanoTime();
                assertThatExceptionOfType(StoreBusyException.class)
                        .isThrownBy(() -> journal.append(Append.to(SESSION, message(1))))
                        .withMessageContaining(SESSION.toString())
                        .withMessageContaining(directory.toString())
                        .withMessageContaining("expected room in a queue of 1048576 bytes within PT0.15S")
                        .withMessageContaining("nothing was written");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(SHORT);
                assertThat(first.isDone()).isFalse();
                assertThat(other.isClosed()).isFalse();
            }
            assertThat(first.get()).hasSize(1);
            journal.append(Append.to(SESSION, message(1)));
            assertThat(journal.lastOffset()).isEqualTo(2);
        }
    }

    @Test
    void an_interrupt_while_waiting_for_room_neither_hurries_nor_loses_the_append() throws Exception {
        JournalOptions options = JournalOptions.defaults().queueBytesMax(1 << 20);
        try (Journal journal = Journal.open(directory, options)) {
            FutureTask<Boolean> second;
            try (Connection other = lock()) {
                FutureTask<List<Step>> first =
                        waiting(() -> journal.append(Append.to(OTHER, Draft.of(StepKind.NOTE, compressible(1 << 20)))));
                CompletableFuture<Thread> thread = new CompletableFuture<>();
                second = waiting(() -> {
                    thread.complete(Thread.currentThread());
                    journal.append(Append.to(SESSION, message(1)));
                    return Thread.interrupted();
                });
                thread.get().interrupt();
                assertThat(first.isDone()).isFalse();
                assertThat(other.isClosed()).isFalse();
            }
            assertThat(second.get()).as("the flag is kept").isTrue();
            assertThat(all(journal, SESSION)).hasSize(1);
        }
    }

    @Test
    void a_lock_that_another_process_keeps_is_reported_after_the_stated_time() throws SQLException {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults().lockTimeout(SHORT))) {
            try (Connection other = lock()) {
                assertThatExceptionOfType(StoreBusyException.class)
                        .isThrownBy(() -> journal.append(Append.to(SESSION, message(1))))
                        .withMessageContaining("append to session " + SESSION + " in " + directory)
                        .withMessageContaining("another process holds the store: nothing was written, try again");
                assertThat(other.isClosed()).isFalse();
            }
            assertThat(journal.session(SESSION)).isEmpty();
            assertThat(journal.append(Append.to(SESSION, message(1))).get(0).offset())
                    .isEqualTo(1);
        }
    }

    /** While the first append waits for the lock, the others gather behind it and become one batch. */
    @Test
    void of_one_batch_each_append_has_its_own_fate() throws Exception {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            journal.append(Append.to(SESSION, message(0).withKey("taken")));
            List<FutureTask<List<Step>>> good = new ArrayList<>();
            List<FutureTask<List<Step>>> bad = new ArrayList<>();
            try (Connection other = lock()) {
                good.add(waiting(() -> journal.append(Append.to(OTHER, message(0)))));
                for (int i = 1; i <= 20; i++) {
                    int number = i;
                    good.add(waiting(() -> journal.append(Append.to(OTHER, message(number)))));
                    bad.add(waiting(() ->
                            journal.append(Append.to(SESSION, message(number).withKey("taken")))));
                    bad.add(waiting(() ->
                            journal.append(Append.to(SESSION, message(number)).by(7))));
                }
                assertThat(other.isClosed()).isFalse();
            }
            for (FutureTask<List<Step>> append : good) {
                assertThat(append.get()).hasSize(1);
            }
            for (FutureTask<List<Step>> append : bad) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(append::get)
                        .withCauseInstanceOf(StepwellException.class);
            }
            assertThat(all(journal, SESSION)).hasSize(1);
            assertThat(all(journal, OTHER)).hasSize(21);
            assertThat(journal.verify().findings()).isEmpty();
        }
    }

    /** The second of two that send the same key in one batch must see what the first wrote. */
    @Test
    void of_one_batch_two_appends_of_one_key_are_one_step() throws Exception {
        try (Journal journal = Journal.open(directory, JournalOptions.defaults())) {
            List<FutureTask<List<Step>>> all = new ArrayList<>();
            try (Connection other = lock()) {
                for (int i = 0; i < 10; i++) {
                    all.add(waiting(
                            () -> journal.append(Append.to(SESSION, message(1).withKey("k")))));
                }
                assertThat(other.isClosed()).isFalse();
            }
            for (FutureTask<List<Step>> append : all) {
                assertThat(append.get()).isEqualTo(all.get(0).get());
            }
            assertThat(journal.lastOffset()).isEqualTo(1);
        }
    }

    /** Such as a heap that is full: nobody may wait for ever for a thread that is gone. */
    @Test
    void an_error_while_committing_reaches_every_caller_and_the_writer_goes_on() throws Exception {
        AtomicBoolean failing = new AtomicBoolean();
        InstantSource clock = () -> {
            if (failing.get()) {
                throw new StackOverflowError("in the writer");
            }
            return Instant.EPOCH;
        };
        try (Journal journal = Journal.open(directory, JournalOptions.defaults().clock(clock))) {
            journal.append(Append.to(SESSION, message(0)));
            failing.set(true);
            List<FutureTask<List<Step>>> appends = new ArrayList<>();
            try (Connection other = lock()) {
                for (int i = 0; i < 4; i++) {
                    int number = i;
                    appends.add(waiting(() -> journal.append(Append.to(OTHER, message(number)))));
                }
                assertThat(other.isClosed()).isFalse();
            }
            for (FutureTask<List<Step>> append : appends) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(append::get)
                        .withRootCauseInstanceOf(StackOverflowError.class);
            }
            failing.set(false);
            for (FutureTask<List<Step>> append : List.of(
                    waiting(() -> journal.append(Append.to(SESSION, message(1)))),
                    waiting(() -> journal.append(Append.to(SESSION, message(2)))))) {
                assertThat(append.get()).hasSize(1);
            }
            assertThat(journal.verify()).isEqualTo(new AuditReport(1, 3, 0, List.of()));
        }
    }

    @Test
    void closing_waits_for_the_appends_under_way() throws Exception {
        Journal journal = Journal.open(directory, JournalOptions.defaults());
        List<FutureTask<List<Step>>> appends = new ArrayList<>();
        FutureTask<Boolean> closing;
        try (Connection other = lock()) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                appends.add(waiting(() -> journal.append(Append.to(SESSION, message(number)))));
            }
            closing = waiting(() -> {
                journal.close();
                return true;
            });
            assertThat(closing.isDone()).isFalse();
            assertThat(other.isClosed()).isFalse();
        }
        assertThat(closing.get()).isTrue();
        for (FutureTask<List<Step>> append : appends) {
            assertThat(append.get()).hasSize(1);
        }
        try (Journal again = Journal.open(directory, JournalOptions.defaults())) {
            assertThat(all(again, SESSION)).hasSize(5);
        }
    }
}
