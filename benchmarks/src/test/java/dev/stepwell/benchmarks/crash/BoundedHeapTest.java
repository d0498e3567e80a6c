package dev.stepwell.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link BoundedHeap}. */
class BoundedHeapTest {

    private static final int PARTS = 9;

    @TempDir
    private Path directory;

    @Test
    void a_store_of_sixty_thousand_steps_is_used_with_a_heap_of_24_mib() throws IOException {
        assertThat(used(60_000, 24)).hasSize(PARTS);
    }

    @Test
    @Tag("soak")
    void a_store_of_a_million_steps_is_used_with_a_heap_of_256_mib() throws IOException {
        assertThat(used(1_000_000, 256)).hasSize(PARTS);
    }

    private List<String> used(long steps, long heapMebibytes) throws IOException {
        return BoundedHeap.run(directory, steps, heapMebibytes);
    }
}
