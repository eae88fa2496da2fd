/**
 * The cameras of the household: their record ({@link io.vigil.camera.Camera}) and its routes. What hangs on a camera elsewhere
 * follows its removal through {@link io.vigil.camera.CameraRemoval}. Used by {@code event}, {@code protect} and
 * {@code system}; knows nothing of ours but {@code session}, {@code settings} and {@code web}.
 */
package io.vigil.camera;
