package dev.acrsync.process;

import dev.acrsync.sandbox.ImageCopier;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.ImportFailure;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInCopier;
import org.jspecify.annotations.Nullable;

/**
 * Copies between the sandbox's registries, and once does something else at the moment
 * when the copy is there and nobody has been told.
 */
final class KillableCopier implements ImageCopier {

	private volatile @Nullable ImageCopier copier;

	private volatile @Nullable Runnable afterCopy;

	static Sandbox sandboxWith(KillableCopier copier) {
		Sandbox sandbox = Sandbox.start(copier);
		copier.copier = new StandInCopier(sandbox.vendor(), sandbox.customer());
		return sandbox;
	}

	/**
	 * Sets what happens once the next copy is there.
	 */
	void afterNextCopy(Runnable action) {
		this.afterCopy = action;
	}

	@Override
	public void check(ImportCall call) throws ImportFailure {
		copier().check(call);
	}

	@Override
	public void copy(ImportCall call) throws ImportFailure {
		copier().copy(call);
		Runnable action = this.afterCopy;
		if (action != null) {
			this.afterCopy = null;
			action.run();
		}
	}

	private ImageCopier copier() {
		ImageCopier present = this.copier;
		if (present == null) {
			throw new IllegalStateException("The registries are not there yet");
		}
		return present;
	}

}
