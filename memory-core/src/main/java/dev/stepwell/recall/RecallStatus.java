package dev.stepwell.recall;

/**
 * How far the index has come. The lag is the difference of the offsets, which are numbers of steps in commit order.
 *
 * @param lastOffset the last step of the journal
 * @param words the last step whose words are searchable
 * @param meaning the last step whose meaning is searchable; 0 without a model
 * @param model the model; empty if recall works on words alone
 * @param answering the model whose vectors answer now: another than {@code model} while that one replaces it
 * @param writing whether this process writes the index; if not, another does
 * @param passagesLeftOut passages this process left out since it opened the index, because their step had too many
 * @param problem why indexing or embedding does not advance; empty if it does
 */
public record RecallStatus(
        long lastOffset,
        long words,
        long meaning,
        String model,
        String answering,
        boolean writing,
        long passagesLeftOut,
        String problem) {}
