package dev.stepwell.journal;

/** What the parts of {@link JournalContract} are given. */
interface JournalFixture {

    /** {@return the journal of this test, open on a store of its own} */
    Journal journal();

    /** {@return one more journal on the same store; closed after the test} */
    Journal another(JournalOptions options);

    /** {@return one more journal on the same store, with the default options; closed after the test} */
    default Journal another() {
        return another(JournalOptions.defaults());
    }

    /** Closes the journal of this test and opens the store again. */
    Journal reopened();
}
