package dev.stepwell.graph;

import dev.stepwell.journal.Draft;
import dev.stepwell.journal.Step;
import dev.stepwell.journal.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Some elements of a list, see {@link Change}.
 *
 * @param position where they are
 * @param countBefore how many elements come before them
 * @param before where the last of those are; 0 if these are the first
 * @param items the elements, encoded
 */
record ListItems(long position, long countBefore, long before, List<String> items) {

    private static final int STEP_LENGTH_MAX = 1 << 20; // characters of elements in a step, unless one is longer

    /**
     * Reads elements.
     *
     * @throws IllegalArgumentException if the step holds none
     */
    static ListItems of(Step step) {
        Map<String, String> fields = JsonSlices.fields(step.payload());
        List<String> before = JsonSlices.elements(fields.getOrDefault("before", "[0,0]"));
        return new ListItems(
                step.position(),
                Long.parseLong(before.get(0)),
                Long.parseLong(before.get(1)),
                JsonSlices.elements(fields.getOrDefault("items", "")));
    }

    /**
     * Makes the steps that append elements to a list.
     *
     * @param countBefore how many elements come before them
     * @param before where the last of those are; 0 if there are none
     * @param next where the first step will be
     * @param items the elements, encoded; at least one
     */
    static List<Draft> drafts(long countBefore, long before, long next, List<String> items) {
        List<Draft> drafts = new ArrayList<>();
        long count = countBefore;
        long last = before;
        for (int from = 0; from < items.size(); ) {
            StringBuilder json = new StringBuilder("{");
            if (last != 0) {
                json.append("\"before\":[")
                        .append(count)
                        .append(',')
                        .append(last)
                        .append("],");
            }
            json.append("\"items\":[").append(items.get(from));
            int to = from + 1;
            while (to < items.size() && json.length() + items.get(to).length() < STEP_LENGTH_MAX) {
                json.append(',').append(items.get(to++));
            }
            last = next + drafts.size();
            count += to - from;
            from = to;
            drafts.add(Draft.of(StepKind.CHECKPOINT_ITEMS, json.append("]}").toString()));
        }
        return drafts;
    }
}
