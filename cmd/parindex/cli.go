package main

const about = "The public-administration-reform index of a city: criteria, self-scoring, appraisal, ranking, publication."

// cli is the table of commands.
type cli struct {
	Serve      serveCmd      `cmd:"" help:"Serve the pages until stopped."`
	Demo       demoCmd       `cmd:"" help:"Serve a city with invented answers, to look around in."`
	Compute    computeCmd    `cmd:"" help:"Compute the result of a bundle and print it as JSON."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database to the schema of this program, and stop."`
	Check      checkCmd      `cmd:"" help:"Check the settings and what they name without changing anything, and print them."`
	User       userCmd       `cmd:"" help:"Accounts: add, list, reset a password, give and end roles, deactivate."`
	Blob       blobCmd       `cmd:"" help:"Files of evidence: copy them between folder and store, verify them."`
	Invariants invariantsCmd `cmd:"" help:"Check what must always hold of the stored data."`
	Routes     routesCmd     `cmd:"" help:"Print every address and the action that it asks for."`
	Policy     policyCmd     `cmd:"" help:"Print who may do what, and when."`
	Workflow   workflowCmd   `cmd:"" help:"Print the stages of a round and the states of a dossier."`
	Errors     errorsCmd     `cmd:"" help:"Print the kinds of refusals with their HTTP status."`
	Jobs       jobsCmd       `cmd:"" help:"Print what is done behind the pages."`
	Notices    noticesCmd    `cmd:"" help:"Print what people are told, and how."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
	Worker     workerCmd     `cmd:"" hidden:""`
}
