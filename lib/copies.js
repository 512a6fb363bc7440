"use strict";

// Where the copies of this package are that the process has loaded.

/** Tells the paths of all native parts of ampt-data in this process, where the runtime knows them. */
function loadedCopies() {
	try {
		process.report.excludeNetwork = true;
		const { sharedObjects } = process.report.getReport();
		return sharedObjects.filter((path) => /ampt-data[^/\\]*\.node$/.test(path));
	} catch {
		// Not every runtime has a report.
		return [];
	}
}

module.exports = { loadedCopies };
