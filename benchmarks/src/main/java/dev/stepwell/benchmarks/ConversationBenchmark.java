package dev.stepwell.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A conversation through LangChain4j's own window memory, over our store and over stores that rewrite the list, and through
 * our memory.
 */
final class ConversationBenchmark {

    private static final Set<MemoryStores> REWRITING =
            EnumSet.of(MemoryStores.JSON_FILE, MemoryStores.JSON_ROW, MemoryStores.REDIS);
    private static final int WINDOW = 50;
    private static final int WARM_UP_MESSAGES = 200;
    private static final int REPEATED_MAX = 1_000; // longer ones take too long to repeat with stores that rewrite
    private static final double BYTES_BAR = 1.1; // last tenth by first
    private static final double TIME_BAR = 2; // last tenth by first, through the window memory, which copies the list
    private static final double OWN_TIME_BAR = 1.3; // last tenth by first, through our memory
    private static final double REWRITING_BAR = 20; // times our bytes, at 1,000 messages
    private static final int REWRITING_MESSAGES = 1_000;

    private final Scale scale;
    private final Workspace workspace;
    private final Peers peers;
    private final List<MemoryStores> measured;
    private final Report table = new Report("A conversation");
    private final Report bars = new Report("A conversation: bars");

    ConversationBenchmark(Scale scale, Workspace workspace, Peers peers) {
        this.scale = scale;
        this.workspace = workspace;
        this.peers = peers;
        this.measured = Arrays.stream(MemoryStores.values())
                .filter(stores -> stores.leftOut(peers).isEmpty())
                .toList();
    }

    List<Report> run() {
        for (MemoryStores stores : measured) {
            int messages = Math.min(WARM_UP_MESSAGES, scale.conversations().getLast());
            run(stores, messages, messages);
            run(stores, messages, WINDOW);
        }
        for (int messages : scale.conversations()) {
            report(messages, messages + 10, rounds(messages, messages + 10));
            if (messages > WINDOW) {
                report(messages, WINDOW, rounds(messages, WINDOW));
            }
        }
        for (MemoryStores stores : MemoryStores.values()) {
            stores.leftOut(peers)
                    .ifPresent(why -> table.row().with("store", stores.title()).with("done", why));
        }
        table.note(
                "KB stored: write_bytes of /proc/self/io, all threads; KB appended: the same of the adding thread alone,"
                        + " without the checkpoints behind it; KB written: wchar, what was handed to write()");
        if (measured.contains(MemoryStores.REDIS)) {
            table.note("Redis: appendfsync always, so that it is durable like the others; its KB are its server's,"
                    + " with, in KB written, the lists it sends");
        }
        table.note("growth: the last tenth of the messages by the first tenth; median [lowest–highest] of the rounds");
        table.note("fewer messages done than asked for: cut off after " + scale.conversationMax());
        return List.of(table, bars);
    }

    private Map<MemoryStores, List<ConversationRun>> rounds(int messages, int window) {
        Map<MemoryStores, List<ConversationRun>> runs = new EnumMap<>(MemoryStores.class);
        int rounds = messages <= REPEATED_MAX ? scale.rounds() : Math.min(2, scale.rounds());
        for (int round = 0; round < rounds; round++) {
            for (MemoryStores stores : measured) {
                if (round == 0 || !REWRITING.contains(stores) || messages <= REPEATED_MAX) {
                    runs.computeIfAbsent(stores, absent -> new ArrayList<>()).add(run(stores, messages, window));
                }
            }
        }
        return runs;
    }

    private ConversationRun run(MemoryStores stores, int messages, int window) {
        Path directory = workspace.fresh("conversation");
        try {
            return ConversationRun.of(stores, peers, directory, messages, window, scale.conversationMax());
        } catch (SQLException e) {
            throw new IllegalStateException("a conversation over " + stores + " failed", e);
        } finally {
            Workspace.delete(directory);
        }
    }

    private void report(int messages, int window, Map<MemoryStores, List<ConversationRun>> runs) {
        List<ConversationRun> ours = runs.getOrDefault(MemoryStores.STEPWELL, List.of());
        List<ConversationRun> alone = runs.getOrDefault(MemoryStores.INTERFACE_ALONE, List.of());
        runs.forEach((stores, own) -> table.row()
                .with("messages", messages)
                .with("window", window == WINDOW ? "50" : "all")
                .with("store", stores.title())
                .with(
                        "done",
                        own.stream().mapToInt(ConversationRun::messages).min().orElse(0))
                .with("p50 µs", spread(own, run -> run.microsP50(0, run.messages())))
                .with("KB stored", spread(own, run -> run.stored(0, run.messages()) / 1024))
                .with("KB appended", spread(own, run -> run.appended(0, run.messages()) / 1024))
                .with("KB written", spread(own, run -> run.written(0, run.messages()) / 1024))
                .with("growth p50", spread(own, run -> run.growth(run::microsP50)))
                .with("growth mean", spread(own, run -> run.growth(run::microsMean)))
                .with("growth stored", spread(own, run -> run.growth(run::stored)))
                .with("growth appended", spread(own, run -> run.growth(run::appended)))
                .with("stored / ours", ratios(own, ours, run -> run.stored(0, run.messages())))
                .with("written / ours", ratios(own, ours, run -> run.written(0, run.messages()))));
        if (messages < 100) {
            return; // a tenth of it is no sample
        }
        String what = messages + " messages, window " + (window == WINDOW ? WINDOW : "all");
        bars(what + ", store", ours, TIME_BAR);
        bars(what + ", memory", runs.getOrDefault(MemoryStores.STEPWELL_MEMORY, List.of()), OWN_TIME_BAR);
        Spread share = ratios(alone, ours, run -> run.microsP50(run.messages() - run.messages() / 10, run.messages()));
        bars.row()
                .with("bar", what + ": share of the interface alone in the last tenth's p50")
                .with("got", share);
        if (messages == REWRITING_MESSAGES && window != WINDOW) {
            for (MemoryStores stores : REWRITING) {
                if (!runs.containsKey(stores)) {
                    continue; // left out
                }
                Spread ratio = ratios(runs.getOrDefault(stores, List.of()), ours, run -> run.stored(0, run.messages()));
                bars.row()
                        .with("bar", what + ": bytes stored, " + stores.title() + " / ours")
                        .with("at least", REWRITING_BAR)
                        .with("got", ratio)
                        .within(REWRITING_BAR, ratio.median(), Double.MAX_VALUE);
            }
        }
    }

    private void bars(String what, List<ConversationRun> runs, double timeBar) {
        Spread bytes = spread(runs, run -> run.growth(run::appended));
        bars.row()
                .with("bar", what + ": bytes, last / first tenth")
                .with("at most", BYTES_BAR)
                .with("got", bytes)
                .within(0, bytes.median(), BYTES_BAR);
        Spread time = spread(runs, run -> run.growth(run::microsP50));
        bars.row()
                .with("bar", what + ": p50, last / first tenth")
                .with("at most", timeBar)
                .with("got", time)
                .within(0, time.median(), timeBar);
    }

    private static Spread spread(List<ConversationRun> runs, ToDoubleFunction<ConversationRun> figure) {
        return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
    }

    private static Spread ratios(
            List<ConversationRun> runs, List<ConversationRun> others, ToDoubleFunction<ConversationRun> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < Math.min(runs.size(), others.size()); round++) {
            ratios.add(figure.applyAsDouble(runs.get(round)) / figure.applyAsDouble(others.get(round)));
        }
        return Spread.of(ratios);
    }
}
