package dev.stepwell.benchmarks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.lucene.util.VectorUtil;

/** The nearest passages of each question, by comparing all of them. */
final class SearchTruth {

    static final int K = 10;

    private final Map<Integer, List<Set<Integer>>> nearest = new TreeMap<>();

    private SearchTruth() {}

    private record Near(float score, int passage) {}

    static SearchTruth of(SearchCorpus corpus) {
        SearchTruth truth = new SearchTruth();
        List<List<PriorityQueue<Near>>> heaps = new ArrayList<>();
        List<float[]> questions =
                corpus.questions().stream().map(corpus::vectorOf).toList();
        for (int filter = 0; filter < SearchCorpus.ONE_IN.size(); filter++) {
            List<PriorityQueue<Near>> ofQuestions = new ArrayList<>();
            questions.forEach(question ->
                    ofQuestions.add(new PriorityQueue<>((one, other) -> Float.compare(one.score(), other.score()))));
            heaps.add(ofQuestions);
        }
        int block = 1_000;
        for (int from = 0; from < corpus.size(); from += block) {
            int start = from;
            float[][] vectors = IntStream.range(from, Math.min(corpus.size(), from + block))
                    .parallel()
                    .mapToObj(corpus::vector)
                    .toArray(float[][]::new);
            IntStream.range(0, questions.size()).parallel().forEach(question -> {
                for (int i = 0; i < vectors.length; i++) {
                    Near near = new Near(VectorUtil.dotProduct(questions.get(question), vectors[i]), start + i);
                    for (int filter = 0; filter < SearchCorpus.ONE_IN.size(); filter++) {
                        if ((start + i) % SearchCorpus.ONE_IN.get(filter) == 0) {
                            offer(heaps.get(filter).get(question), near);
                        }
                    }
                }
            });
        }
        for (int filter = 0; filter < SearchCorpus.ONE_IN.size(); filter++) {
            truth.nearest.put(
                    SearchCorpus.ONE_IN.get(filter),
                    heaps.get(filter).stream().map(SearchTruth::passages).toList());
        }
        return truth;
    }

    private static void offer(PriorityQueue<Near> heap, Near near) {
        if (heap.size() < K) {
            heap.add(near);
        } else if (near.score() > heap.element().score()) {
            heap.remove();
            heap.add(near);
        }
    }

    private static Set<Integer> passages(PriorityQueue<Near> heap) {
        Set<Integer> passages = new HashSet<>();
        heap.forEach(near -> passages.add(near.passage()));
        return passages;
    }

    /** {@return the share of the nearest passages that are among those found} */
    double recall(int question, int oneIn, List<Integer> found) {
        Set<Integer> expected = Objects.requireNonNull(nearest.get(oneIn)).get(question);
        return expected.stream().filter(found::contains).count() / (double) expected.size();
    }
}
