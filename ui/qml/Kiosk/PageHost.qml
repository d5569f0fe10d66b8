pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Shows the page that the application's view-model names; `ui.app` has all compiled beforehand.
FocusScope {
    id: host

    required property AppViewModel app
    readonly property string wanted: app.page
    readonly property QtObject wantedModel: app.pageModel
    property string shown
    property QtObject shownModel: null

    // The page among the bars around it, for those who listen.
    Accessible.role: Accessible.Pane
    Accessible.name: app.title

    function url(name: string): url {
        return Qt.resolvedUrl("Pages/" + name + "Page.qml");
    }

    function sync(): void {
        if (app.page === shown && app.pageModel === shownModel)
            return;
        shown = app.page;
        shownModel = app.pageModel;
        if (shown === "" || shownModel === null) {
            loader.source = "";
            return;
        }
        loader.setSource(url(shown), { vm: app.pageModel, app: app });
    }

    // Brings an item of the page into view when the keys reach it.
    function show(item: Item): void {
        for (let parent = item; parent; parent = parent.parent) {
            const around = parent as Scroller;
            if (around) {
                around.reveal(item);
                return;
            }
        }
    }

    onWantedChanged: sync()
    onWantedModelChanged: sync()
    Component.onCompleted: sync()

    Loader {
        id: loader

        anchors.fill: parent
        focus: true
    }
}
