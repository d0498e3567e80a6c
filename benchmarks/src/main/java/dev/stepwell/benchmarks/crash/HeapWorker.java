package dev.stepwell.benchmarks.crash;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.stepwell.Follower;
import dev.stepwell.Session;
import dev.stepwell.Stepwell;
import dev.stepwell.journal.Draft;
import dev.stepwell.journal.SessionQuery;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import dev.stepwell.journal.StepQuery;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/** The process with little heap; see {@link BoundedHeap}. */
final class HeapWorker {

    static final String FILL = "fill";
    static final String USE = "use";

    private static final String NAMESPACE = "heap";
    private static final int SESSIONS = 1_000;
    private static final int TOGETHER = 100; // steps in one append
    private static final int LONG_ONE_IN = 2; // appends that go to the one long session
    private static final int APPENDS = 1_000;
    private static final int READ = 50; // sessions read whole

    private static final Set<String> HEAP_POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());

    private final Stepwell well;
    private final long steps;
    private final AtomicLong occupied = new AtomicLong(); // bytes

    private HeapWorker(Stepwell well, long steps) {
        this.well = well;
        this.steps = steps;
    }

    /** Works on the store {@code args[0]}, which {@code args[1]}: gets or has {@code args[2]} steps. */
    public static void main(String[] args) throws InterruptedException {
        ChildJvm.dieOfAnyFailure();
        ChildJvm.dieWithParent();
        try (Stepwell well = Stepwell.open(Path.of(args[0]))) {
            HeapWorker worker = new HeapWorker(well, Long.parseLong(args[2]));
            worker.watch();
            if (args[1].equals(FILL)) {
                worker.part("filled", worker::fill);
            } else {
                worker.use();
            }
        }
    }

    private interface Part {
        long run() throws InterruptedException;
    }

    /** Does something and tells how many steps it handled, how long it took, and how much heap it kept occupied. */
    private void part(String name, Part part) throws InterruptedException {
        occupied.set(0);
        long begun = System.nanoTime();
        long count = part.run();
        ChildJvm.say("%-44s%,12d%8d ms%6d MiB occupied after a collection, at most"
                .formatted(name, count, (System.nanoTime() - begun) / 1_000_000, occupied.get() >> 20));
    }

    /** Notes after each garbage collection what is left: that is what the work needs, the rest is what it was given. */
    private void watch() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            NotificationListener listener = (notification, nothing) -> {
                var info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
                long left = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> HEAP_POOLS.contains(pool.getKey()))
                        .mapToLong(pool -> pool.getValue().getUsed())
                        .sum();
                occupied.accumulateAndGet(left, Math::max);
            };
            ((NotificationEmitter) collector).addNotificationListener(listener, null, null);
        }
    }

    private Session session(long index) {
        return well.session(NAMESPACE, "session-" + index);
    }

    private Session longOne() {
        return well.session(NAMESPACE, "long");
    }

    private long fill() {
        for (long i = 0; i < steps / TOGETHER; i++) {
            List<Draft> drafts = new ArrayList<>();
            for (int n = 0; n < TOGETHER; n++) {
                drafts.add(draft(i + "/" + n));
            }
            (i % LONG_ONE_IN == 0 ? longOne() : session(i % SESSIONS)).append(drafts.toArray(Draft[]::new));
        }
        return steps;
    }

    private static Draft draft(String key) {
        return Draft.of(StepKind.MESSAGE, "{\"text\":\"" + "what an agent says, ".repeat(20) + key + "\"}")
                .withKey(key);
    }

    private void use() throws InterruptedException {
        part("followed to the end", this::follow);
        part("appended, a step at a time", this::append);
        part("listed sessions", this::list);
        part("read sessions whole", this::readSessions);
        part("streamed the long session", () -> count(longOne().steps()));
        part(
                "streamed the long session backwards",
                () -> count(longOne().steps(StepQuery.all().backwards())));
        part("streamed the long session's messages", () -> count(longOne().steps(StepQuery.kinds(StepKind.MESSAGE))));
        part("verified the long session", () -> longOne().verify().steps());
    }

    private long follow() throws InterruptedException {
        Follower follower = well.follow(NAMESPACE, 0);
        long seen = 0;
        while (seen < steps) {
            List<Step> batch = follower.poll(Duration.ofSeconds(30));
            if (batch.isEmpty()) {
                throw new IllegalStateException("expected " + steps + " steps, followed only " + seen);
            }
            seen += batch.size();
        }
        return seen;
    }

    private long append() {
        for (int i = 0; i < APPENDS; i++) {
            session(i % SESSIONS).append(draft("later/" + i));
        }
        return APPENDS;
    }

    private long list() {
        long listed = 0;
        SessionQuery query = SessionQuery.in(NAMESPACE);
        while (true) {
            SessionQuery.Page page = well.sessions(query);
            listed += page.sessions().size();
            if (page.cursor().isEmpty()) {
                return listed;
            }
            query = query.after(page);
        }
    }

    private long readSessions() {
        long read = 0;
        for (int i = 0; i < READ; i++) {
            read += count(session(i).steps());
        }
        return read;
    }

    private static long count(Stream<Step> steps) {
        return steps.mapToLong(step -> step.payload().isEmpty() ? 0 : 1).sum();
    }
}
