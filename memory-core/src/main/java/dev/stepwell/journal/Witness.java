package dev.stepwell.journal;

import dev.stepwell.internal.OwnerOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A small file that says how far the journal was acknowledged, so that a lost tail is noticed.
 *
 * <p>When SQLite's log is cut off or removed, SQLite opens the store with what is left and says nothing: it cannot know
 * that more was there. This file can. It is written after each commit without a sync of its own: killing the process
 * loses nothing of it, and after a power failure it may only be behind the journal, never ahead, which is harmless.
 *
 * <pre>
 * long offset, 32 bytes hash of that step, int CRC-32C of the two
 * </pre>
 *
 * <p>For one thread.
 */
final class Witness implements AutoCloseable {

    private static final int BYTES = Long.BYTES + StepHash.BYTES + Integer.BYTES;

    /** A step that was acknowledged. */
    record Seen(long offset, byte[] hash) {
        String hex() {
            return HexFormat.of().formatHex(hash);
        }
    }

    private final RandomAccessFile file; // not a channel: an interrupted appender would close that

    private Witness(RandomAccessFile file) {
        this.file = file;
    }

    static Witness open(Path path) throws IOException {
        if (!Files.exists(path)) {
            OwnerOnly.createFile(path);
        }
        return new Witness(new RandomAccessFile(path.toFile(), "rw"));
    }

    /** {@return what was acknowledged, or empty if the file is new or its own last write was torn} */
    Optional<Seen> read() throws IOException {
        if (file.length() < BYTES) {
            return Optional.empty();
        }
        byte[] bytes = new byte[BYTES];
        file.seek(0);
        file.readFully(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long offset = buffer.getLong();
        byte[] hash = new byte[StepHash.BYTES];
        buffer.get(hash);
        return buffer.getInt() == checksum(bytes) ? Optional.of(new Seen(offset, hash)) : Optional.empty();
    }

    void write(long offset, byte[] hash) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES).putLong(offset).put(hash);
        buffer.putInt(checksum(buffer.array()));
        file.seek(0);
        file.write(buffer.array());
    }

    /** Forgets what was acknowledged. */
    void forget() throws IOException {
        file.setLength(0);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, BYTES - Integer.BYTES);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
