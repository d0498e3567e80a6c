package dev.stepwell.benchmarks;

import java.io.IOException;
import java.sql.SQLException;

/** Something that appends JSON documents and returns when they are durable. For as many threads as it was opened for. */
interface Appender extends AutoCloseable {

    /** Appends a document; durable when it returns. */
    void append(int writer, String json) throws IOException;

    @Override
    void close() throws IOException, SQLException;
}
