pragma Singleton

import QtQuick

// Line drawings of our own on a 48 x 48 grid, as SVG path data; `Icon` draws them.
QtObject {
    readonly property var paths: ({
        // topics
        family: "M17 6a6 6 0 1 0 .01 0M33 12a5 5 0 1 0 .01 0M6 42v-9a11 11 0 0 1 22 0v9M28 30a9 9 0 0 1 14 7v5",
        education: "M4 18l20-10 20 10-20 10zM12 23v11c6 6 18 6 24 0v-11M44 18v14",
        work: "M6 16h36v24h-36zM17 16v-6h14v6M6 27h15M27 27h15M21 24h6v6h-6z",
        health: "M18 6h12v12h12v12h-12v12h-12v-12h-12v-12h12z",
        insurance: "M24 4l16 6v12c0 11-7 18-16 22c-9-4-16-11-16-22v-12zM16 23l6 6 11-11",
        welfare: "M24 42c-13-9-19-16-19-24a9.500 9.500 0 0 1 19-3a9.500 9.500 0 0 1 19 3c0 8-6 15-19 24z",
        transport: "M5 33v-8l5-3 5-9h17l7 9 4 3v8h-5M30 33h-13M9 33h-4M13 28.500a4.500 4.500 0 1 0 .01 0M34 28.500a4.500 4.500 0 1 0 .01 0M11 22h27",
        documents: "M4 9h40v30h-40zM16 16a4.500 4.500 0 1 0 .01 0M9 33a7 7 0 0 1 14 0M29 18h9M29 25h9M29 32h6",
        justice: "M24 5v36M14 42h20M8 13h32M8 13l-5 14a6 6 0 0 0 11 0zM40 13l-5 14a6 6 0 0 0 11 0z",
        farming: "M24 43v-22M24 27c-9 0-13-5-13-12c8 0 13 4 13 12M24 21c0-8 4-13 13-14c0 9-4 14-13 14M10 43h28",
        house: "M5 23l19-16 19 16M10 20v22h28v-22M20 42v-13h8v13",
        // things
        card: "M4 11h40v27h-40zM10 30h16M10 18h10v6h-10zM32 30h6",
        reader: "M6 31h36l3 10h-42zM12 6h24v15h-24zM17 12h14M24 24v6M20.500 27l3.500 3.500 3.500-3.500",
        printer: "M13 17v-11h22v11M13 34h-8v-17h38v17h-8M13 28h22v14h-22zM18 34h12M36 23h1",
        qr: "M6 6h13v13h-13zM29 6h13v13h-13zM6 29h13v13h-13zM12 12h1v1h-1zM35 12h1v1h-1zM12 35h1v1h-1zM29 29h5v5M42 29v6M29 42h5M38 42h4v-2",
        scan: "M6 16v-10h10M32 6h10v10M42 32v10h-10M16 42h-10v-10M5 24h38",
        folder: "M5 39v-30h14l5 6h19v24zM14 27h20",
        keyboard: "M4 12h40v25h-40zM11 19h1M18 19h1M25 19h1M32 19h1M37 19h1M11 25h1M18 25h1M25 25h1M32 25h1M37 25h1M15 31h18",
        search: "M21 7a14 14 0 1 0 .01 0M31 31l12 12",
        phone: "M14 5l6 10-5 5c2 6 6 10 13 13l5-5 10 6c0 6-4 9-9 9c-15-1-28-14-29-29c0-5 3-9 9-9z",
        network: "M24 37a1 1 0 1 0 .01 0M15 29a13 13 0 0 1 18 0M8 21a23 23 0 0 1 32 0",
        paper: "M12 4h18l8 8v32h-26zM30 4v8h8M18 22h14M18 30h14M18 37h8",
        person: "M24 6a8 8 0 1 0 .01 0M8 43a16 16 0 0 1 32 0",
        clock: "M24 5a19 19 0 1 0 .01 0M24 13v12l8 5",
        pen: "M8 40l3-11 22-22 8 8-22 22zM28 12l8 8",
        star: "M24 5l6 12.500 13.500 2-10 9.500 2.500 13.500-12-6.500-12 6.500 2.500-13.500-10-9.500 13.500-2z",
        camera: "M5 14h9l4-6h12l4 6h9v26h-38zM24 18a9 9 0 1 0 .01 0",
        again: "M39 24a15 15 0 1 1-4.500-10.700M36 4v10h-10",
        undo: "M17 8l-10 10 10 10M7 18h22a11 11 0 0 1 0 22h-12",
        microphone: "M24 4a7 7 0 0 0-7 7v13a7 7 0 0 0 14 0v-13a7 7 0 0 0-7-7zM10 22v2a14 14 0 0 0 28 0v-2M24 38v6M16 44h16",
        pin: "M24 44c-9-12-14-19-14-26a14 14 0 0 1 28 0c0 7-5 14-14 26zM24 12a6 6 0 1 0 .01 0",
        sound: "M6 18v12h8l11 9v-30l-11 9zM32 17a10 10 0 0 1 0 14M37 11a18 18 0 0 1 0 26",
        play: "M14 8l26 16-26 16z",
        stop: "M12 12h24v24h-24z",
        // faces
        very_satisfied: "M24 5a19 19 0 1 0 .01 0M17 18v.5M31 18v.5M14 27h20a10 10 0 0 1-20 0z",
        satisfied: "M24 5a19 19 0 1 0 .01 0M17 18v.5M31 18v.5M14.500 28a10.500 9 0 0 0 19 0",
        basically_satisfied: "M24 5a19 19 0 1 0 .01 0M17 19v.5M31 19v.5M16 31h16",
        unsatisfied: "M24 5a19 19 0 1 0 .01 0M17 19v.5M31 19v.5M16 34a9 5 0 0 1 16 0",
        very_unsatisfied: "M24 5a19 19 0 1 0 .01 0M13 15l7 3M35 15l-7 3M17 21v.5M31 21v.5M15 36a10 8 0 0 1 18 0",
        // signs
        check: "M9 25l10 11 20-24",
        cross: "M11 11l26 26M37 11l-26 26",
        warning: "M24 6l20 35h-40zM24 19v11M24 35.500v.5",
        bang: "M24 9v19M24 37.500v.5",
        info: "M24 5a19 19 0 1 0 .01 0M24 22v12M24 14.500v.5",
        help: "M16.500 18a7.500 7.500 0 1 1 12 6c-3 2.300-4.500 3.600-4.500 7.500M24 39v.5",
        speaker: "M6 18h8l11-9v30l-11-9h-8zM32 17a10 10 0 0 1 0 14M37 11a18 18 0 0 1 0 26",
        muted: "M6 18h8l11-9v30l-11-9h-8zM33 19l10 10M43 19l-10 10",
        contrast: "M24 5a19 19 0 1 0 .01 0M24 5v38M28 12v24M32 11v26M36 15v18M40 20v8",
        language: "M4 12h22M15 6v6M8 12c1 8 6 14 15 17M22 12c-1 9-7 15-16 18M24 43l9-24 10 24M27 36h13",
        letters: "M3 38l11-28 11 28M7 29h14M37 15v16M29 23h16",
        back: "M29 9l-15 15 15 15",
        forward: "M19 9l15 15-15 15",
        down: "M9 18l15 15 15-15",
        up: "M9 31l15-15 15 15",
        plus: "M24 9v30M9 24h30",
        minus: "M9 24h30",
        erase: "M16 10h28v28h-28l-12-14zM24 18l12 12M36 18l-12 12",
        exit: "M20 7h-13v34h13M17 24h26M34 14l10 10-10 10",
        bell: "M24 5v4M11 36v-14a13 13 0 0 1 26 0v14l4 3h-34zM20 43h8",
        hand: "M15 25v-15a3 3 0 0 1 6 0v12M21 20v-13a3 3 0 0 1 6 0v13M27 21v-11a3 3 0 0 1 6 0v16M33 22a3 3 0 0 1 6 0v8c0 8-5 13-12 13c-6 0-10-3-13-9l-6-9a3 3 0 0 1 5-3l3 4",
        leaf: "M8 40c2-18 12-30 32-32c0 20-12 30-27 27M8 40c5-9 10-15 18-20"
    })

    // Names that forms and catalogues use for the same drawing.
    readonly property var others: ({
        marriage: "family", birth: "family", study: "education", job: "work", medical: "health",
        social: "insurance", shield: "insurance", heart: "welfare", car: "transport",
        travel: "transport", id: "documents", licence: "documents", law: "justice",
        scales: "justice", legal: "justice", employment: "work", security: "insurance",
        relief: "welfare", certificates: "documents", agriculture: "farming"
    })

    function path(name: string): string {
        return paths[name] || paths[others[name]] || paths.paper;
    }
}
