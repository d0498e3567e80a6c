package dev.stepwell.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReaderContext;

/** What is asked of Lucene's last commit when an index is opened. */
public final class LuceneCommits {

    private LuceneCommits() {}

    /** {@return what was written with the commit; empty if there is none. The caller's own map} */
    public static Map<String, String> data(IndexWriter writer) {
        Map<String, String> data = new HashMap<>();
        Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
        if (live != null) {
            live.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        return data;
    }

    /**
     * Reads every byte: a flipped one would be found much later, or never.
     *
     * @param reader what is to be checked
     * @throws IOException if a byte is not as it was written, or cannot be read
     */
    public static void checkEveryByte(DirectoryReader reader) throws IOException {
        for (LeafReaderContext leaf : reader.leaves()) {
            leaf.reader().checkIntegrity();
        }
    }
}
