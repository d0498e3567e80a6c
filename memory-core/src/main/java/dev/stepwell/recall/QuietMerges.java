package dev.stepwell.recall;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;

/**
 * Merges more when nothing else is to do: each segment is a graph of its own to search, and many small ones take several
 * times as long as one.
 *
 * <p>Merged are the smallest segments, and larger ones as long as they are no larger than what is merged so far. So a
 * document is merged again only into a segment of twice the size: not more often than the logarithm of their number.
 */
final class QuietMerges extends FilterMergePolicy {

    private static final int SEGMENTS_MAX = 4; // so few are left alone
    private static final int DOCUMENTS_MAX = 500_000; // of a merge, whose graph of vectors is made in the heap

    private volatile boolean quiet;

    QuietMerges(MergePolicy busy) {
        super(busy);
    }

    /** Says whether the next {@code maybeMerge} comes in a quiet time. */
    void quiet(boolean now) {
        quiet = now;
    }

    @Override
    public MergeSpecification findMerges(MergeTrigger trigger, SegmentInfos infos, MergeContext context)
            throws IOException {
        if (!quiet || trigger != MergeTrigger.EXPLICIT) {
            return super.findMerges(trigger, infos, context);
        }
        Set<SegmentCommitInfo> merging = context.getMergingSegments();
        List<Sized> free = new ArrayList<>();
        for (SegmentCommitInfo segment : infos) {
            if (!merging.contains(segment)) {
                free.add(new Sized(segment, segment.sizeInBytes()));
            }
        }
        free.sort(Comparator.comparingLong(Sized::bytes));
        if (free.size() <= SEGMENTS_MAX || !merging.isEmpty()) {
            return super.findMerges(trigger, infos, context);
        }
        List<SegmentCommitInfo> together = new ArrayList<>();
        long bytes = 0;
        long documents = 0;
        for (Sized each : free) {
            documents += each.segment().info.maxDoc();
            boolean enough = together.size() > free.size() - SEGMENTS_MAX;
            if (documents > DOCUMENTS_MAX || (enough && each.bytes() > bytes)) {
                break;
            }
            together.add(each.segment());
            bytes += each.bytes();
        }
        if (together.size() < 2) {
            return super.findMerges(trigger, infos, context);
        }
        MergeSpecification all = new MergeSpecification();
        all.add(new OneMerge(together));
        return all;
    }

    private record Sized(SegmentCommitInfo segment, long bytes) {}
}
