"use strict";

// Finds the copies of this package that the process has loaded.

/** The paths of all native parts of ampt-data in this process, if the runtime knows them. */
function loadedCopies() {
	try {
		process.report.excludeNetwork = true;
		const { sharedObjects } = process.report.getReport();
		return sharedObjects.filter((path) => /ampt-data[^/\\]*\.node$/.test(path));
	} catch {
		// Some runtimes have no report.
		return [];
	}
}

module.exports = { loadedCopies };
