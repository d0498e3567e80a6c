package dev.stepwell.recall;

/** Arithmetic on vectors. */
final class Vectors {

    private Vectors() {}

    /**
     * Returns the vector at unit length.
     *
     * @throws IllegalArgumentException if it has no direction
     */
    static float[] unit(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        if (!(square > 0) || !Double.isFinite(square)) {
            throw new IllegalArgumentException(
                    "embedder: expected finite numbers, not all zero, got a vector of length " + Math.sqrt(square));
        }
        float[] unit = new float[vector.length];
        double length = Math.sqrt(square);
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }
}
