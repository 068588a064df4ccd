package diag

// Code names a kind of finding, such as "AG0203". Codes are stable: one that
// has been released is never given another meaning. The hundreds tell the
// subject: 00 files and bundling, 01 evaluation and its limits, 02 builders,
// 03 fields, 04 types and names, 05 relationships, 06 keys and indexes,
// 07 authorization, 08 operations, 09 defineData and modes, 10 AI routes,
// 11 warnings about surprising rules.
type Code string
