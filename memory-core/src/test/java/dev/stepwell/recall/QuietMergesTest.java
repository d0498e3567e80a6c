package dev.stepwell.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;

class QuietMergesTest {

    private final QuietMerges merges = new QuietMerges(NoMergePolicy.INSTANCE);

    private static void segment(IndexWriter writer, int documents) throws IOException {
        for (int i = 0; i < documents; i++) {
            Document document = new Document();
            document.add(new StoredField("text", "some text of document " + i));
            writer.addDocument(document);
        }
        writer.commit();
    }

    private static int[] sizes(IndexWriter writer) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            return reader.leaves().stream()
                    .mapToInt(leaf -> leaf.reader().maxDoc())
                    .sorted()
                    .toArray();
        }
    }

    private IndexWriter writer(ByteBuffersDirectory directory) throws IOException {
        return new IndexWriter(
                directory,
                new IndexWriterConfig().setMergePolicy(merges).setMergeScheduler(new SerialMergeScheduler()));
    }

    @Test
    void many_small_segments_become_one_when_all_is_quiet_and_not_before() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory)) {
            for (int i = 0; i < 12; i++) {
                segment(writer, 5);
            }
            writer.maybeMerge();
            assertThat(sizes(writer)).hasSize(12);
            merges.quiet(true);
            writer.maybeMerge();
            assertThat(sizes(writer)).containsExactly(60);
        }
    }

    @Test
    void a_large_segment_is_not_merged_again_for_a_few_documents_more() throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
                IndexWriter writer = writer(directory)) {
            merges.quiet(true);
            segment(writer, 2_000);
            for (int i = 0; i < 4; i++) {
                segment(writer, 1);
            }
            writer.maybeMerge();
            assertThat(sizes(writer)).hasSizeLessThanOrEqualTo(4).endsWith(2_000);
        }
    }
}
